# A thread goes on sending replies while the program waits for requests.
# verdict: incorrect runtime_error
import os
import threading

FRAME = b'{"t":["value",9,[]]}'


def flood():
    while True:
        for fd in range(3, 16):
            try:
                os.write(fd, len(FRAME).to_bytes(4, "little") + FRAME)
            except OSError:
                pass


def f(x):
    threading.Thread(target=flood, daemon=True).start()
    return None
