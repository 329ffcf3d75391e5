# What is right, on the stream that does not count.
# verdict: incorrect
import sys

n = int(input())
print(n * n, file=sys.stderr, flush=True)
