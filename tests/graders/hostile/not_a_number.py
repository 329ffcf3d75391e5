# NaN is neither near nor far.
# test: assert abs(f(3) - 9) < 1e-6
# verdict: incorrect
def f(x):
    return float("nan")
