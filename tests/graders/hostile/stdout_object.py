# Replaces the streams by objects that leave when they are flushed.
# verdict: incorrect runtime_error
import sys


class Stream:
    def write(self, text):
        raise SystemExit(0)

    def flush(self):
        raise SystemExit(0)


sys.stdout = sys.stderr = sys.__stdout__ = Stream()


def f(x):
    return None
