# A reply of legal size that costs its reader most: sets of colliding numbers in sets.
# verdict: incorrect runtime_error memory timeout
def f(x):
    m = (1 << 61) - 1
    return [frozenset(i * m for i in range(1, 2000)) for _ in range(200)]
