# Reads more lines than there are.
# verdict: runtime_error
for _ in range(100):
    n = int(input())
print(n * n)
