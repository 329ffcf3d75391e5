# Stops itself, so that it uses no time.
# verdict: incorrect runtime_error timeout
import ctypes
import os
import signal


def f(x):
    libc = ctypes.CDLL(None)
    for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN):
        libc.kill(os.getpid(), number)
        getattr(libc, "raise")(number)
    return None
