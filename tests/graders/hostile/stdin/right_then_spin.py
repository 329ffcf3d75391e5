# Prints what is right, and never ends.
# verdict: timeout
n = int(input())
print(n * n, flush=True)
while True:
    pass
