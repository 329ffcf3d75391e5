input()
values = list(map(int, input().split()))
print(values.index(sorted(values)[-2]) + 1)
