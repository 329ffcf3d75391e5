# A child prints what is right, and goes on living.
# verdict: incorrect runtime_error
import os
import time

n = int(input())
if os.fork() == 0:
    os.setsid()
    print(n * n, flush=True)
    time.sleep(100_000)
