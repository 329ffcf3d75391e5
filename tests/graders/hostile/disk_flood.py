# Fills the disk.
# verdict: runtime_error
def f(x):
    n = 0
    while True:
        with open("/tmp/%d" % n, "wb") as file:
            file.write(b"x" * (8 << 20))
        n += 1
