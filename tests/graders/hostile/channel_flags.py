# Makes the shared descriptors non-blocking, and their pipes as small as can be.
# verdict: incorrect runtime_error timeout
import fcntl
import os


def f(x):
    for fd in range(0, 64):
        try:
            fcntl.fcntl(fd, 1031, 4096)
            os.set_blocking(fd, False)
        except OSError:
            pass
    return list(range(100_000))
