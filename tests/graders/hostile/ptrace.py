# Attaches to a process as its debugger.
# verdict: runtime_error
import ctypes
def f(x):
    ctypes.CDLL(None).ptrace(16, 1, 0, 0)
    return None
