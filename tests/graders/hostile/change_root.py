# Leaves a changed root by another one inside it. Right if it can.
# verdict: runtime_error
import os


def right(x):
    return x * x if isinstance(x, int) else [y * y for y in x]


def f(x):
    os.mkdir("/tmp/inside")
    here = os.open("/", os.O_RDONLY)
    os.chroot("/tmp/inside")
    os.fchdir(here)
    for _ in range(64):
        os.chdir("..")
    os.chroot(".")
    return right(x)
