# Minus zero equals zero, but is not it.
# test: import math
# test: assert f(3) == 0 and math.copysign(1, f(3)) == 1
# verdict: incorrect
def f(x):
    return -0.0
