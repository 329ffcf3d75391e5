# What is right, between characters without width.
# verdict: incorrect
n = int(input())
print("\ufeff%d\u200b" % (n * n))
