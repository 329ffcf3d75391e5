print(input().rstrip("0").rstrip("."))
