# Digits of another script, which Python reads as numbers.
# verdict: incorrect
n = int(input())
print("".join(chr(0xff10 + int(digit)) for digit in str(n * n)))
