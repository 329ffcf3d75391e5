# Floods the error stream, from several threads.
# verdict: output_limit
import os
import threading


def flood():
    while True:
        os.write(2, b"error\n" * 10_000)


def f(x):
    for _ in range(3):
        threading.Thread(target=flood).start()
    flood()
