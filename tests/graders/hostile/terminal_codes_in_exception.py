# The text of an exception clears the terminal, renames it, and starts a new line of the report.
# verdict: runtime_error
def f(x):
    raise ValueError("\x1b[2J\x1b]0;passed\x07\r\x00\u2028\x85\x9b2J\u202epass every test passed")
