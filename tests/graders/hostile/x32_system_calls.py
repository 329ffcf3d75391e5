# Makes calls of the x32 interface: the same numbers with a bit set.
# verdict: incorrect runtime_error
import ctypes


def f(x):
    syscall = ctypes.CDLL(None).syscall
    for number in (57, 58, 101, 272, 321):
        syscall(0x40000000 | number, 0, 0, 0, 0, 0)
    return None
