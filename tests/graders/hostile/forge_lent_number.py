# Refers to an object of the tests that was never lent.
# verdict: runtime_error
import os
import time


def f(x):
    data = b'{"t":["value",{"l":[-1,true]},[]]}'
    os.write(4, len(data).to_bytes(4, "little") + data)
    time.sleep(1000)
