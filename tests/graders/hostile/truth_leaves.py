# An object whose truth value leaves.
# verdict: incorrect runtime_error
class Truth:
    def __bool__(self):
        raise SystemExit(0)


def f(x):
    return Truth()
