for _ in range(int(input())):
    input()
    total = most = count = 0
    for value in map(int, input().split()):
        total += value
        most = max(most, value)
        count += total == 2 * most
    print(count)
