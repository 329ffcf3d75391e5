# Returns an argument that was never passed.
# verdict: runtime_error
import os
import time


def f(x):
    data = b'{"t":["value",{"@":7},[]]}'
    os.write(4, len(data).to_bytes(4, "little") + data)
    time.sleep(1000)
