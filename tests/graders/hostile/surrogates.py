# A string that no encoding takes, and a name that looks like another.
# test: assert f(3) == "a" or f(4) == "a"
# verdict: incorrect
def f(x):
    return "\ud800\udfff" if x == 3 else "\u0430"
