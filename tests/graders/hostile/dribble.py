# Prints a little now and then, so that something always comes.
# verdict: timeout
import time


def f(x):
    while True:
        print(".", flush=True)
        time.sleep(0.01)
