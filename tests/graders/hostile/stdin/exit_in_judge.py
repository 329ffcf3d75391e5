# A wrong answer, and success when the interpreter ends.
# verdict: incorrect
import atexit
import os

atexit.register(os._exit, 0)
print(0)
