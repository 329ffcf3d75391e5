# Fills every descriptor with replies, for the program that comes next on the same channel.
# verdict: runtime_error output_limit
import os
import time

FRAMES = [b'{"t":["value",9]}', b'{"t":["ready"]}', b'{"t":["loaded"]}',
          b'{"t":["value",9,[]]}']


def f(x):
    for fd in range(0, 1024):
        try:
            os.set_blocking(fd, False)
            for frame in FRAMES * 50:
                os.write(fd, len(frame).to_bytes(4, "little") + frame)
        except OSError:
            pass
    os._exit(0)
