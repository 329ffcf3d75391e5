# A file with a length that no disk has.
# verdict: incorrect runtime_error
import os


def f(x):
    fd = os.open("/tmp/sparse", os.O_RDWR | os.O_CREAT)
    os.ftruncate(fd, 1 << 50)
    os.posix_fallocate(fd, 0, 1 << 40)
    return None
