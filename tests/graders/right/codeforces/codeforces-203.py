MOST = 200_001
digits = [0] * MOST
for n in range(1, MOST):
    digits[n] = digits[n // 3] + 1
sums = [0] * MOST
for n in range(1, MOST):
    sums[n] = sums[n - 1] + digits[n]
for _ in range(int(input())):
    low, high = map(int, input().split())
    print(sums[high] - sums[low - 1] + digits[low])
