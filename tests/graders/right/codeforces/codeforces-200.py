for _ in range(int(input())):
    a, b, c, d = map(int, input().split())
    wins = 0
    for mine in ((a, b), (b, a)):
        for other in ((c, d), (d, c)):
            score = sum((x > y) - (x < y) for x, y in zip(mine, other))
            wins += score > 0
    print(wins)
