# Returns an argument counted from the end.
# verdict: runtime_error
import os
import time


def f(x):
    data = b'{"t":["value",{"@":-1},[]]}'
    os.write(4, len(data).to_bytes(4, "little") + data)
    time.sleep(1000)
