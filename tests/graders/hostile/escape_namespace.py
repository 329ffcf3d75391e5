# A user namespace of its own.
# verdict: runtime_error
import ctypes
def f(x):
    ctypes.CDLL(None).unshare(0x10000000)
    return None
