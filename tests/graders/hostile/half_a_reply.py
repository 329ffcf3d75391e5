# Announces a reply, sends a part of it, and leaves.
# verdict: runtime_error
# bare: forges
import os


def f(x):
    for fd in range(3, 16):
        try:
            os.write(fd, (1000).to_bytes(4, "little") + b'{"t":["value"')
        except OSError:
            pass
    os._exit(0)
