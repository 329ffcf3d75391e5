# The interpreter's own call and libc's. If each is refused, abort ends it by a forbidden instruction.
# verdict: runtime_error
import ctypes
import os
import signal


def f(x):
    libc = ctypes.CDLL(None)
    for kill in (lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: getattr(libc, "raise")(9),
                 os.abort):
        try:
            kill()
        except (OSError, AttributeError):
            pass
