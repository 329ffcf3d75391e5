# Prints what is right, and raises.
# verdict: runtime_error
n = int(input())
print(n * n, flush=True)
raise ValueError(n)
