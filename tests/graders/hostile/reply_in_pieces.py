# Sends the head of a reply, byte by byte, for ever.
# verdict: timeout
import os
import time


def f(x):
    for i in range(1 << 30):
        for fd in range(3, 16):
            try:
                os.write(fd, b"\x01\x00\x01\x00"[i % 4:i % 4 + 1])
            except OSError:
                pass
        time.sleep(0.05)
