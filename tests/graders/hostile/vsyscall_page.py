# Calls the page that every process has at a fixed address.
# verdict: incorrect runtime_error
import ctypes


def f(x):
    moment = (ctypes.c_long * 2)()
    ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)(0xffffffffff600000)(
        ctypes.addressof(moment), None)
    return None
