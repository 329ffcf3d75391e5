# Files without content: as many as there are names.
# verdict: incorrect runtime_error timeout
def f(x):
    for number in range(10_000_000):
        open("/tmp/%d" % number, "w").close()
    return None
