# An uncaught exception becomes success.
# verdict: runtime_error
# bare: forges
import os
import sys

sys.excepthook = lambda *arguments: os._exit(0)
sys.unraisablehook = sys.excepthook


def f(x):
    raise BaseException("never mind")
