for _ in range(int(input())):
    input()
    password = input()
    print("YES" if list(password) == sorted(password) else "NO")
