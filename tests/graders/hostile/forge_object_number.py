# Returns an object whose number is a name of the tests' side.
# verdict: runtime_error
import os
import time


def f(x):
    data = b'{"t":["value",{"h":["f",true,null]},[]]}'
    os.write(4, len(data).to_bytes(4, "little") + data)
    time.sleep(1000)
