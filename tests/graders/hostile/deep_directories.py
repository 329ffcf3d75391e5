# A directory in a directory, and so on: hard to remove.
# verdict: incorrect runtime_error timeout
import os


def f(x):
    os.chdir("/tmp")
    for _ in range(20_000):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    return None
