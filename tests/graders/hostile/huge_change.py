# Makes the argument huge, in place.
# test: x = [1, 2]
# test: assert f(x) == [1, 4]
# verdict: runtime_error memory incorrect timeout
def f(x):
    x.extend([0] * 5_000_000)
    return None
