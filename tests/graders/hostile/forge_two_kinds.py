# Returns a value of two kinds.
# verdict: runtime_error
import os
import time


def f(x):
    data = b'{"t":["value",{"t":[9],"s":[9]},[]]}'
    os.write(4, len(data).to_bytes(4, "little") + data)
    time.sleep(1000)
