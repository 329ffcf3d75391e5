# Raises an exception whose attributes are equal to everything.
# test: try:
# test:     f(3)
# test: except Mine as error:
# test:     assert error.code == 9
# verdict: incorrect
# bare: forges
class Every:
    def __eq__(self, other):
        return True


class Mine(Exception):
    def __init__(self):
        self.code = Every()


def f(x):
    raise Mine
