# What looks right on a terminal: the wrong answer is wiped away.
# verdict: incorrect
n = int(input())
print("0\r\x1b[2K%d" % (n * n))
