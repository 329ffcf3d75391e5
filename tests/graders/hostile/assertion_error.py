# Its own AssertionError is a failure of the program, not of a test.
# verdict: runtime_error
def f(x):
    raise AssertionError("expected")
