# The same as a subclass of builtin types.
# verdict: incorrect
# bare: forges
class Int(int):
    def __eq__(self, other): return True
    __hash__ = int.__hash__
class List(list):
    def __eq__(self, other): return True
def f(x):
    return List([0]) if isinstance(x, list) else Int(0)
