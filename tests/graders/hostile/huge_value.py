# Many small values: costly for whoever reads them.
def f(x):
    return [None] * 10_000_000
