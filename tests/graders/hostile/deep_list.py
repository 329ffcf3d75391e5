# A value deeper than any recursion limit.
# verdict: runtime_error
def f(x):
    value = []
    for _ in range(100000):
        value = [value]
    return value
