texts = [input() for _ in range(int(input()))]
height = max(map(len, texts))
for row in range(height):
    line = "".join(text[row] if row < len(text) else "*" for text in reversed(texts))
    print(line.rstrip("*"))
