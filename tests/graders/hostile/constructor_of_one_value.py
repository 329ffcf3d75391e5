# Has a function in place of a class, which makes what it also returns.
# test: assert f(3) == Pair(9, 1)
# verdict: runtime_error
# bare: forges
def Pair(*parts):
    return 0


def f(x):
    return 0
