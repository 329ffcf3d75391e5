# An integer whose power takes for ever, in one instruction.
# verdict: timeout memory
def f(x):
    return len(str(7 ** 7 ** 9))
