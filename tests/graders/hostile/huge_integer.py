def f(x):
    return 1 << 50_000_000
