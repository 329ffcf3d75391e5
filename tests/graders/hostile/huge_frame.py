# Announces a reply of 4 GiB.
# verdict: runtime_error
import os
def f(x):
    os.write(4, b"\xff\xff\xff\xff" + b"N" * 1000)
    while True:
        os.write(4, b"N" * 65536)
