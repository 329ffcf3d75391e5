for _ in range(int(input())):
    n, k = map(int, input().split())
    lengths = [n] + [length for length in range(n - 1, 0, -1) for _ in range(2)]
    used = 0
    while k > 0:
        k -= lengths[used]
        used += 1
    print(used)
