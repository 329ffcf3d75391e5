def gained(pairs, least):
    """How often, and how much in all, a value of at least `least` is taken."""
    count = total = 0
    for a, b in pairs:
        if a >= least:
            times = (a - least) // b + 1
            count += times
            total += times * a - b * times * (times - 1) // 2
    return count, total


for _ in range(int(input())):
    n, k = map(int, input().split())
    pairs = list(zip(map(int, input().split()), map(int, input().split())))
    low, high = 1, 10 ** 9 + 1
    while low < high:
        middle = (low + high) // 2
        if gained(pairs, middle)[0] <= k:
            high = middle
        else:
            low = middle + 1
    count, total = gained(pairs, low)
    print(total + (k - count) * (low - 1))
