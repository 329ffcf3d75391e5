# More memory than there is, at once.
# verdict: memory
def f(x):
    return len(b"x" * (1 << 40))
