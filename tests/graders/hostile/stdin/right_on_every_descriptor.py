# What is right, on every descriptor but the one that counts.
# verdict: incorrect
import os

n = int(input())
for fd in [0, *range(2, 1024)]:
    try:
        os.write(fd, b"%d\n" % (n * n))
    except OSError:
        pass
