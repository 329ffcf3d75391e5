# Spends its time in the kernel.
# verdict: timeout
import os


def f(x):
    while True:
        os.listdir("/usr/lib/python3.11") if os.path.isdir("/usr/lib/python3.11") else os.getppid()
