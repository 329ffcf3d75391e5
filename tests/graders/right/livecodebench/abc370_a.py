left, right = map(int, input().split())
print("Invalid" if left == right else "Yes" if left else "No")
