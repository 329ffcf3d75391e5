# Jumps over lines by a trace function.
# verdict: incorrect runtime_error
import sys
def hook(frame, event, argument):
    frame.f_trace_lines = True
    try:
        frame.f_lineno += 1
    except Exception:
        pass
    return hook
sys.settrace(hook)
def f(x):
    return None
