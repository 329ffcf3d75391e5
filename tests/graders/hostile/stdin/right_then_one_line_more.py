# Prints what is right, and one line more.
# verdict: incorrect
n = int(input())
print(n * n)
print(n * n)
