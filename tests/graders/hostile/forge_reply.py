# Writes replies of its own before the driver asks.
# verdict: runtime_error
import os
for fd in range(3, 64):
    try:
        os.write(fd, b"\x09\x00\x00\x00U2;S5;valueI1;9" * 3)
    except OSError:
        pass
def f(x):
    return None
