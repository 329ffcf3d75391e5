# Closes its end of the pipe, and stays.
# verdict: runtime_error
import os, time
def f(x):
    os.close(4)
    time.sleep(100000)
