# Prints what a driver might print, to every stream.
# verdict: runtime_error
# bare: forges
import os, sys
print("pass every test passed")
sys.stderr.write("pass every test passed\n")
os.write(1, b"pass every test passed\n")
def f(x):
    print("pass every test passed", flush=True)
    os._exit(0)
