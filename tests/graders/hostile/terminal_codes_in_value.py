# A wrong value whose text clears the terminal: the report shows it.
# test: y = f(3)
# test: assert y == 9, y
# verdict: incorrect
def f(x):
    return "\x1b[2J\x1b[H\x9b31m\x7f\x08\x00" if x == 3 else None
