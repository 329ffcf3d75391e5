# A text of sixteen megabytes, which the report would have to show.
# test: y = f(3)
# test: assert y == 9, y
# verdict: incorrect runtime_error
def f(x):
    return "x" * ((1 << 24) - 100)
