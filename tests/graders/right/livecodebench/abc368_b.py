input()
values = sorted(map(int, input().split()), reverse=True)
count = 0
while values[1] > 0:
    values[0] -= 1
    values[1] -= 1
    values.sort(reverse=True)
    count += 1
print(count)
