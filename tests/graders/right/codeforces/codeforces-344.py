for _ in range(int(input())):
    n = int(input())
    cells = list(map(int, input().split()))

    def widest(cells):
        return max((b - a for a, b in zip(cells[::2], cells[1::2])), default=1)

    if n % 2 == 0:
        print(widest(cells))
    else:
        print(max(1, min(widest(cells[:i] + cells[i + 1:]) for i in range(0, n, 2))))
