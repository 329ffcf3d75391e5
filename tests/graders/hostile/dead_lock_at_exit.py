# Leaves, but a thread keeps it alive.
# verdict: runtime_error timeout
import sys
import threading
import time


def f(x):
    threading.Thread(target=time.sleep, args=(100_000,)).start()
    sys.exit(0)
