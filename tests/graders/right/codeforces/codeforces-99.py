import sys

lines = iter(sys.stdin.read().split("\n"))
for _ in range(int(next(lines))):
    height, width = map(int, next(lines).split())
    points = [(i, j) for i in range(1, height + 1)
              for j, mark in enumerate(next(lines), 1) if mark == "#"]
    rows, columns = zip(*points)
    print((min(rows) + max(rows)) // 2, (min(columns) + max(columns)) // 2)
