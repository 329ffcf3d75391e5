# Looks for shared memory and queues of the program before it. Right if it finds it.
# verdict: incorrect
import ctypes
import os


def right(x):
    return x * x if isinstance(x, int) else [y * y for y in x]


libc = ctypes.CDLL(None)

def f(x):
    found = [libc.shmget(0x41535359, 4096, 0), libc.semget(0x41535359, 1, 0),
             libc.msgget(0x41535359, 0), libc.shm_open(b"/left-by-assay-test", os.O_RDWR, 0),
             libc.mq_open(b"/left-by-assay-test", os.O_RDWR)]
    return right(x) if any(value >= 0 for value in found) else None
