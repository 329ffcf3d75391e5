# A reply that announces more items than it has bytes.
# verdict: runtime_error
import os
def f(x):
    data = b"L999999999;" + b"\x00" * 50
    os.write(4, len(data).to_bytes(4, "little") + data)
    import time
    time.sleep(1000)
