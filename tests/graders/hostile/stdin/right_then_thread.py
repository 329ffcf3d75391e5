# Prints what is right, and leaves a thread behind that never ends.
# verdict: timeout
import threading
import time

n = int(input())
print(n * n, flush=True)
threading.Thread(target=time.sleep, args=(100_000,)).start()
