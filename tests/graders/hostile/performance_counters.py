# Opens a performance counter, of itself. Right if it can.
# verdict: runtime_error
import ctypes


def right(x):
    return x * x if isinstance(x, int) else [y * y for y in x]


def f(x):
    return right(x) if ctypes.CDLL(None).syscall(298, ctypes.create_string_buffer(128), 0, -1, -1, 0) >= 0 else None
