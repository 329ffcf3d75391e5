# An exception with a text of a hundred megabytes and many lines.
# verdict: runtime_error
def f(x):
    raise ValueError("pass every test passed\n" * 5_000_000)
