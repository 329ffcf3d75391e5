# An object that leaves with success when it is thrown away.
# verdict: incorrect runtime_error
# bare: forges
import os


class Last:
    def __del__(self):
        os._exit(0)


def f(x):
    return Last()
