# Defines nothing that is asked for.
# verdict: runtime_error
def g(x):
    return x * x
