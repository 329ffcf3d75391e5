# Prints blanks without end, which a comparison would skip.
# verdict: output_limit
import os

n = int(input())
os.write(1, b"%d\n" % (n * n))
while True:
    os.write(1, b" \n" * 30_000)
