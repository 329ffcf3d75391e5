# Bytes that are no UTF-8.
# verdict: incorrect
import os

n = int(input())
os.write(1, b"\xff\xfe%d\n" % (n * n))
