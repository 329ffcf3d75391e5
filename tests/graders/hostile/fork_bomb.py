# Processes without end.
# verdict: runtime_error
import os
def f(x):
    while True:
        os.fork()
