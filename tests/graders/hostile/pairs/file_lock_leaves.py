# Locks the interpreter's files.
# verdict: incorrect runtime_error
import fcntl
import os
import sys


def f(x):
    for name in (os.__file__, sys.executable, "/tmp", "/"):
        fd = os.open(name, os.O_RDONLY)
        for lock in (lambda: fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB),
                     lambda: fcntl.fcntl(fd, 1024, fcntl.F_RDLCK),
                     lambda: fcntl.fcntl(fd, 1026, 0xff)):
            try:
                lock()
            except OSError:
                pass
    return None
