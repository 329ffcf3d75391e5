for _ in range(int(input())):
    n = int(input())
    if n in (1, 3):
        print(-1)
    else:
        end = "36366" if n % 2 else "66"
        print("3" * (n - len(end)) + end)
