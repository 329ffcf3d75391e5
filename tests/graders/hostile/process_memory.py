# Reads another process's memory by a call of the kernel. Right if it can.
# verdict: runtime_error
import ctypes
import os


def right(x):
    return x * x if isinstance(x, int) else [y * y for y in x]


def f(x):
    libc = ctypes.CDLL(None)
    buffer = ctypes.create_string_buffer(16)
    local = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 16)
    remote = (ctypes.c_void_p * 2)(0x400000, 16)
    for pid in (os.getppid(), 1, 2):
        if libc.process_vm_readv(pid, local, 1, remote, 1, 0) > 0:
            return right(x)
    return None
