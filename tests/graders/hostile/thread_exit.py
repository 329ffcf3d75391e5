# A thread leaves with success while the call goes on.
# verdict: runtime_error
# bare: forges
import os
import threading
import time


def f(x):
    threading.Thread(target=os._exit, args=(0,)).start()
    time.sleep(1000)
