# An exception that holds others, deep, and is its own cause.
# verdict: runtime_error
def f(x):
    error = ValueError("innermost")
    for _ in range(2000):
        error = ExceptionGroup("group", [error])
    error.__cause__ = error.__context__ = error
    raise error
