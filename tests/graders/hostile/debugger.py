# Lets others trace it, becomes a subreaper, and asks to be kept alive. Right if it can.
# verdict: incorrect runtime_error
import ctypes


def right(x):
    return x * x if isinstance(x, int) else [y * y for y in x]


def f(x):
    prctl = ctypes.CDLL(None).prctl
    prctl(36, 1, 0, 0, 0)
    prctl(0x59616d61, -1, 0, 0, 0)
    prctl(4, 1, 0, 0, 0)
    prctl(38, 0, 0, 0, 0)
    return right(x) if prctl(39, 0, 0, 0, 0) == 0 else None
