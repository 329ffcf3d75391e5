# Hidden from the interpreter: through libc.
import ctypes, os
def f(x):
    ctypes.CDLL(None).raise_(9) if False else None
    ctypes.string_at(0)
