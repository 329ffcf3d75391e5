# Never ends loading.
# verdict: timeout
while True:
    pass
