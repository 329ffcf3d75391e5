# Loads a program into the kernel. Right if it can.
# verdict: runtime_error
import ctypes


def right(x):
    return x * x if isinstance(x, int) else [y * y for y in x]


def f(x):
    return right(x) if ctypes.CDLL(None).syscall(321, 5, ctypes.create_string_buffer(128), 128) >= 0 else None
