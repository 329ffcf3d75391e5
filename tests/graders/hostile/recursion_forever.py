# Recursion without end, and no limit set.
# verdict: runtime_error memory timeout
import sys

sys.setrecursionlimit(2 ** 31 - 1)


def f(x):
    return [f(x)]
