# Becomes another program with the same descriptors.
# verdict: runtime_error
# bare: forges
import os
def f(x):
    os.execv("/usr/bin/python3", ["python3", "-c", "print('pass every test passed')"])
