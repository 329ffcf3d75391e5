# Memory in small objects, none of which is large.
# verdict: memory timeout
def f(x):
    kept = None
    while True:
        kept = [kept]
