# Is slow only when it is looked at.
# verdict: timeout
class Slow:
    def __bool__(self):
        while True:
            pass


def f(x):
    return Slow()
