# An integer of fifty million bits.
# verdict: incorrect
def f(x):
    return 1 << 50_000_000
