# Looks for locks of the program before it. Right if it finds it.
# verdict: incorrect
import fcntl
import os
import sys


def right(x):
    return x * x if isinstance(x, int) else [y * y for y in x]


def f(x):
    for name in (os.__file__, sys.executable):
        fd = os.open(name, os.O_RDONLY)
        try:
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return right(x)
    return None
