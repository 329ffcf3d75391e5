def f(x):
    return len(b"x" * (1 << 40))
