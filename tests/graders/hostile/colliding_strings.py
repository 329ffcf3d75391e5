# Keys that collide in its own dictionary.
# verdict: timeout
def f(x):
    m = (1 << 61) - 1
    return len({i * m: i for i in range(1, 200_000)})
