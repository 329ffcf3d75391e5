# No Python.
# verdict: compile_error
def f(x:
    return x
