for _ in range(int(input())):
    n, k = map(int, input().split())
    rows = [input() for _ in range(n)]
    for row in rows[::k]:
        print(row[::k])
