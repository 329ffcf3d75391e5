# An interrupt that nobody typed.
# verdict: runtime_error
def f(x):
    raise KeyboardInterrupt
