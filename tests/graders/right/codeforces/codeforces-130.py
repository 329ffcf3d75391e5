for _ in range(int(input())):
    a, b = input(), input()
    best = 0
    for start in range(len(b)):
        at = start
        for letter in a:
            if at < len(b) and letter == b[at]:
                at += 1
        best = max(best, at - start)
    print(len(a) + len(b) - best)
