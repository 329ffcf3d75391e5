# Forgets its parent so as to outlive it.
# verdict: timeout
import ctypes, time
def f(x):
    ctypes.CDLL(None).prctl(1, 0)
    time.sleep(100000)
