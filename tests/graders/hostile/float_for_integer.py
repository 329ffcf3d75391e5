# A double near a large integer.
# test: assert f(3) == 2 ** 53 + 1
# verdict: incorrect
def f(x):
    return float(2 ** 53)
