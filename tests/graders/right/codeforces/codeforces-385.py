for _ in range(int(input())):
    print("Kosuke" if int(input()) % 2 else "Sakurako")
