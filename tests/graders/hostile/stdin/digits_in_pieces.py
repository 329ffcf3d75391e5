# The digits of what is right, each in a line of its own.
# verdict: incorrect
n = int(input())
print("\n".join("0%d" % (n * n)))
