from math import isqrt


def root(n, power):
    value = round(n ** (1 / power))
    while value ** power > n:
        value -= 1
    while (value + 1) ** power <= n:
        value += 1
    return value


for _ in range(int(input())):
    n = int(input())
    print(isqrt(n) + root(n, 3) - root(n, 6))
