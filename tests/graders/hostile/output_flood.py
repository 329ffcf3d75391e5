# Prints without end.
# verdict: output_limit
import os
def f(x):
    while True:
        os.write(1, b"x" * 65536)
