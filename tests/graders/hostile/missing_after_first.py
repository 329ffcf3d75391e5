# Takes its function away after the first call.
# verdict: runtime_error
def f(x):
    global f
    del f
    return x * x
