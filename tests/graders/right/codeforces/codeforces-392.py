for _ in range(int(input())):
    n, m, r, c = map(int, input().split())
    movers, up = n * m - (r - 1) * m - c, n - r
    print(up * m + movers - up)
