# A SystemExit that a test's `except` must not take for an answer.
# verdict: runtime_error
# bare: forges
def f(x):
    raise SystemExit(0)
