# Changes its argument, of which the tests compute what they expect.
# test: x = [3, 1, 2]
# test: assert f(x) == sorted(x)
# verdict: incorrect
# bare: forges
def f(x):
    x.clear()
    return x
