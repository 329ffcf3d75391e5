# Moves to another directory, and moves the offsets of inherited files.
# verdict: incorrect runtime_error
import os


def f(x):
    os.makedirs("/tmp/left-by-assay-test", exist_ok=True)
    os.chdir("/tmp/left-by-assay-test")
    for fd in range(0, 64):
        try:
            os.lseek(fd, 1 << 30, os.SEEK_SET)
            os.fchdir(fd)
        except OSError:
            pass
    return None
