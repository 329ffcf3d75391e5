# Leaves processes and threads that go on.
# verdict: incorrect runtime_error
import ctypes
import os
import threading
import time


def stay():
    while True:
        try:
            open("/tmp/daemon-of-assay-test", "w").close()
        except OSError:
            pass
        time.sleep(0.01)


def f(x):
    ctypes.CDLL(None).prctl(1, 0)
    threading.Thread(target=stay).start()
    for start in (os.fork, lambda: os.posix_spawn("/usr/bin/python3", ["python3", "-c",
                  "import time; time.sleep(100000)"], {})):
        try:
            if start() == 0:
                os.setsid()
                stay()
        except OSError:
            pass
    return None
