# Says that its class is list, and never ends when copied as one.
# verdict: incorrect timeout memory runtime_error
# bare: forges
class Endless:
    __class__ = property(lambda self: list)

    def __iter__(self):
        while True:
            yield 9

    def __eq__(self, other):
        return True


def f(x):
    return Endless()
