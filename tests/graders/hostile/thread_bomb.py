# Threads without end.
# verdict: runtime_error
import threading, time
def f(x):
    threading.stack_size(32768)
    while True:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
