# Changes what it was given, so that the expected value might change along.
def f(x):
    if isinstance(x, list):
        x.clear()
        return x
    return 9
