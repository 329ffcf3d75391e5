# Memory without end.
# verdict: memory
def f(x):
    data = []
    while True:
        data.append(bytes(1 << 26))
