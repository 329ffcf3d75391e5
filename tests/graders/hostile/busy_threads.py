# Threads that spin in C while the main thread sleeps: time on several processors.
# verdict: timeout
import hashlib
import threading
import time


def spin():
    while True:
        hashlib.pbkdf2_hmac("sha256", b"a", b"b", 100_000_000)


def f(x):
    for _ in range(4):
        threading.Thread(target=spin, daemon=True).start()
    time.sleep(1000)
