# Prints what is right, and then takes all memory.
# verdict: memory
n = int(input())
print(n * n, flush=True)
kept = []
while True:
    kept.append(bytes(1 << 26))
