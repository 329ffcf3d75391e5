# A reply nested deeper than any recursion limit.
# verdict: runtime_error
import os
def f(x):
    data = b"[" * 3000000 + b"]" * 3000000
    os.write(4, len(data).to_bytes(4, "little") + data)
    import time
    time.sleep(1000)
