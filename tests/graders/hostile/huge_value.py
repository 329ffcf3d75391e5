# Many small values: costly for whoever reads them.
# verdict: runtime_error
def f(x):
    return [None] * 10_000_000
