# Tells the interpreter to compile without assertions from now on.
# verdict: incorrect
import ctypes

ctypes.c_int.in_dll(ctypes.pythonapi, "Py_OptimizeFlag").value = 2


def f(x):
    return None
