# An exception class with a builtin's name.
# verdict: runtime_error
class AssertionError(Exception):
    pass
class MemoryError(Exception):
    pass
def f(x):
    raise MemoryError("not really")
