# Returns something that will be right one day.
# verdict: incorrect
async def f(x):
    return x * x
