# Changes the interpreter that it was given.
# verdict: incorrect runtime_error
import builtins
import gc
import os
import sys
import types

builtins.left_by_assay_test = True
sys.modules["left_by_assay_test"] = types.ModuleType("left")
os.environ["LEFT_BY_ASSAY_TEST"] = "9"
sys.path.insert(0, "/tmp/left-by-assay-test")
sys.setswitchinterval(0.77)
sys.setrecursionlimit(777)
gc.set_threshold(777)
os.umask(0o777)


def f(x):
    return None
