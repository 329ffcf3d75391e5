n, k = map(int, input().split())
cards = input().split()
print(*cards[n - k:], *cards[:n - k])
