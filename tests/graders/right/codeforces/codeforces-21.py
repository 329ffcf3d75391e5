for _ in range(int(input())):
    x, y = map(int, input().split())
    screens = (y + 1) // 2
    left = max(0, x - (15 * screens - 4 * y))
    print(screens + (left + 14) // 15)
