where, tired = {}, 0
for _ in range(int(input())):
    key, hand = input().split()
    tired += abs(int(key) - where.get(hand, int(key)))
    where[hand] = int(key)
print(tired)
