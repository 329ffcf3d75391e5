# Memory that may not be swapped out.
# verdict: incorrect runtime_error memory
import ctypes


def f(x):
    libc = ctypes.CDLL(None)
    libc.mlockall(7)
    buffer = ctypes.create_string_buffer(1 << 27)
    libc.mlock(buffer, len(buffer))
    return None
