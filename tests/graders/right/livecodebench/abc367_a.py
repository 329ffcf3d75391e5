shout, bed, rise = map(int, input().split())
hour, asleep = bed, set()
while hour != rise:
    asleep.add(hour)
    hour = (hour + 1) % 24
print("No" if shout in asleep else "Yes")
