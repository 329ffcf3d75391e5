# Keys that collide in the driver's dict, from a reply of legal size.
# verdict: incorrect timeout
def f(x):
    m = (1 << 61) - 1
    return {i * m for i in range(1, 30000)}
