keys = input()
places = [keys.index(chr(65 + i)) for i in range(26)]
print(sum(abs(b - a) for a, b in zip(places, places[1:])))
