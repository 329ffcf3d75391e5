# Returns a handle of the protocol itself, numbered as no object is.
# verdict: incorrect runtime_error
import sys


def f(x):
    kind = getattr(sys.modules["__main__"], "Handle", None)
    return kind(2 ** 31, True) if kind else None
