# Its function becomes something else after the first call: a value that equals everything.
# verdict: incorrect runtime_error
class Any:
    def __eq__(self, other):
        return True


def f(x):
    global f
    f = Any()
    return x * x
