# Right in the first test, a value of another type in the second.
# verdict: incorrect
def f(x):
    return x * x if isinstance(x, int) else {1: 4}
