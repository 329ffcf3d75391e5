# An exception whose text leaves with success, or never ends.
# verdict: runtime_error
class Bad(ValueError):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__


def f(x):
    raise Bad()
