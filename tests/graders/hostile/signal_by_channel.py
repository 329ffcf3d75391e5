# The same with the inherited descriptors, which are shared with the judge.
# verdict: incorrect runtime_error
import fcntl
import os
import signal


def f(x):
    for fd in range(0, 64):
        for pid in (os.getppid(), 1, 2, -1):
            try:
                fcntl.fcntl(fd, fcntl.F_SETOWN, pid)
                fcntl.fcntl(fd, 10, signal.SIGKILL)
                flags = fcntl.fcntl(fd, fcntl.F_GETFL)
                fcntl.fcntl(fd, fcntl.F_SETFL, flags | os.O_ASYNC)
            except OSError:
                pass
    return None
