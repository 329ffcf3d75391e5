# Little that unfolds into much.
# verdict: memory incorrect
import zlib


def f(x):
    data = b"0" * (1 << 26)
    for _ in range(3):
        data = zlib.compress(data)
    for _ in range(3):
        data = zlib.decompress(data)
    return [data * 64]
