# Iterated by the test, it never ends.
def f(x):
    while True:
        yield x
