# Iterated by the test, it never ends.
# test: assert list(f(3)) == [9]
# verdict: timeout
def f(x):
    while True:
        yield x
