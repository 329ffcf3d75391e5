# True equals one, but is no number that the test accepts.
# test: assert type(f(3)) is int and f(3) == 1
# verdict: incorrect
def f(x):
    return True
