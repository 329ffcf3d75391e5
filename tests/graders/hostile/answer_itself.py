# Puts pipes of its own in place of its descriptors, so that it talks to itself.
# verdict: runtime_error
import os


def f(x):
    read, write = os.pipe()
    for fd in range(3, 32):
        if fd not in (read, write):
            os.dup2(write, fd)
    return 9
