# Opens files until it may not, and leaves none for whoever replies.
# verdict: incorrect runtime_error
import os


def f(x):
    try:
        while True:
            os.dup(0)
    except OSError:
        return None
