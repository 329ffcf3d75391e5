def f(x):
    data = []
    while True:
        data.append(bytearray(1 << 28))
