# What is right, with NULs, for whoever compares strings that end there.
# verdict: incorrect
n = int(input())
print("%d\0garbage" % (n * n))
