# Its own AssertionError is a failure of the program, not of a test.
def f(x):
    raise AssertionError("expected")
