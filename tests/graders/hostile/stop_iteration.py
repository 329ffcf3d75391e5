# Ends the iteration of the test that calls it, before a value is compared.
# test: assert all(map(lambda x: f(x) == x * x, [1, 2, 3]))
# verdict: runtime_error
# bare: forges
def f(x):
    raise StopIteration
