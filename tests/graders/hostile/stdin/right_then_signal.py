# Prints what is right, and crashes by address 0.
# verdict: runtime_error
import ctypes

n = int(input())
print(n * n, flush=True)
ctypes.string_at(0)
