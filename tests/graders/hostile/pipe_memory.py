# Kernel memory in pipes that are full.
# verdict: incorrect runtime_error
import fcntl
import os


def f(x):
    try:
        while True:
            read, write = os.pipe()
            os.set_blocking(write, False)
            try:
                fcntl.fcntl(write, 1031, 1 << 20)
                os.write(write, b"x" * (1 << 20))
            except OSError:
                pass
    except OSError:
        return None
