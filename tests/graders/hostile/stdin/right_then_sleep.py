# Prints what is right, closes its streams, and never ends.
# verdict: timeout
import os
import time

n = int(input())
print(n * n, flush=True)
for fd in (0, 1, 2):
    os.close(fd)
time.sleep(100_000)
