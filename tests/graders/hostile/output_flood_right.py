# Right, but prints too much: the same verdict whoever is faster.
# verdict: output_limit
def f(x):
    print("x" * 2_000_000)
    return x * x if isinstance(x, int) else [y * y for y in x]
