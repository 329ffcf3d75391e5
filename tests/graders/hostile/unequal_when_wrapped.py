# Its class, in which the tests put what it returned, is equal to nothing.
# test: assert Value(f(3)) != Value(8)
# verdict: runtime_error
# bare: forges
class Value:
    def __init__(self, value):
        pass

    def __eq__(self, other):
        return False


def f(x):
    return 8
