from math import isqrt

for _ in range(int(input())):
    low, high = map(int, input().split())
    print((isqrt(8 * (high - low) + 1) + 1) // 2)
