# A thread goes on printing after the reply.
# verdict: output_limit incorrect runtime_error
import os
import threading


def flood():
    while True:
        os.write(1, b"x" * 65536)


def f(x):
    threading.Thread(target=flood, daemon=True).start()
    return None
