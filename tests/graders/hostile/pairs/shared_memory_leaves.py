# Leaves shared memory, semaphores and message queues, old kind and new.
# verdict: incorrect runtime_error
import ctypes
import os

libc = ctypes.CDLL(None)


def f(x):
    libc.shmget(0x41535359, 4096, 0o1666)
    libc.semget(0x41535359, 1, 0o1666)
    libc.msgget(0x41535359, 0o1666)
    for call in (lambda: libc.shm_open(b"/left-by-assay-test", os.O_CREAT | os.O_RDWR, 0o666),
                 lambda: libc.mq_open(b"/left-by-assay-test", os.O_CREAT | os.O_RDWR, 0o666, None),
                 lambda: libc.sem_open(b"/left-by-assay-test", os.O_CREAT, 0o666, 1)):
        call()
    return None
