# The same with backspaces.
# verdict: incorrect
n = int(input())
print("0\b%d" % (n * n))
