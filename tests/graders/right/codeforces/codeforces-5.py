from math import isqrt


def column(x, limit):
    """Lattice points of column x nearer than the square root of `limit`."""
    rest = limit - 1 - x * x
    return 2 * isqrt(rest) + 1 if rest >= 0 else 0


for _ in range(int(input())):
    r = int(input())
    print(sum(column(x, (r + 1) ** 2) - column(x, r * r) for x in range(-r, r + 1)))
