# Never ends when iterated, and gives nothing.
# test: assert list(f(3)) == [9]
# verdict: timeout
class Empty:
    def __iter__(self):
        return self

    def __next__(self):
        while True:
            pass


def f(x):
    return Empty()
