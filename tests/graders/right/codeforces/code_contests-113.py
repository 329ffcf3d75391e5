for _ in range(int(input())):
    (x, p), (y, q) = (map(int, input().split()) for _ in range(2))
    shared = min(p, q)
    p, q = min(p - shared, 7), min(q - shared, 7)
    left, right = x * 10 ** p, y * 10 ** q
    print("<" if left < right else ">" if left > right else "=")
