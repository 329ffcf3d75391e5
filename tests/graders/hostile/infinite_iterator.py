# Iterated by the test, it never ends.
# test: assert list(f(3)) == [9]
# verdict: runtime_error
def f(x):
    while True:
        yield x
