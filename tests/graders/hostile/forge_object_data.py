# Returns an object that is, as data, an object.
# verdict: runtime_error
import os
import time


def f(x):
    data = b'{"t":["value",{"h":[0,true,[{"h":[1,true,null]}]]},[]]}'
    os.write(4, len(data).to_bytes(4, "little") + data)
    time.sleep(1000)
