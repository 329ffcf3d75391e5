# Prints what is right, and leaves with a failure.
# verdict: runtime_error
import os

n = int(input())
print(n * n, flush=True)
os._exit(3)
