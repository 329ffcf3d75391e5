# Looks for what the program before it changed in the interpreter. Right if it finds it.
# verdict: incorrect
import builtins
import gc
import os
import sys


def right(x):
    return x * x if isinstance(x, int) else [y * y for y in x]


def f(x):
    left = [hasattr(builtins, "left_by_assay_test"), "left_by_assay_test" in sys.modules,
            "LEFT_BY_ASSAY_TEST" in os.environ, "/tmp/left-by-assay-test" in sys.path,
            sys.getrecursionlimit() == 777, gc.get_threshold()[0] == 777, os.umask(0) == 0o777]
    return right(x) if any(left) else None
