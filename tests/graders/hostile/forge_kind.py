# Returns a value of a kind that there is not.
# verdict: runtime_error
import os
import time


def f(x):
    data = b'{"t":["value",{"__class__":["int"]},[]]}'
    os.write(4, len(data).to_bytes(4, "little") + data)
    time.sleep(1000)
