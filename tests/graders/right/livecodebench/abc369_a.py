a, b = map(int, input().split())
if a == b:
    print(1)
else:
    print(3 if (a + b) % 2 == 0 else 2)
