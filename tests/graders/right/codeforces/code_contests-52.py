for _ in range(int(input())):
    n, k = map(int, input().split())
    total = 0
    for bit, digit in enumerate(reversed(bin(k)[2:])):
        total += pow(n, bit, 10 ** 9 + 7) if digit == "1" else 0
    print(total % (10 ** 9 + 7))
