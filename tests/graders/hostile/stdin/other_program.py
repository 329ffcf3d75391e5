# Becomes another program, which prints a verdict.
# verdict: incorrect
import os

os.execv("/usr/bin/python3", ["python3", "-c", "print('pass every test passed')"])
