# Changes its input, which may be a file that the next test reads.
# verdict: incorrect runtime_error
import os

n = int(input())
for change in (lambda: os.ftruncate(0, 0), lambda: os.pwrite(0, b"0\n", 0),
               lambda: os.write(0, b"0\n" * 1000)):
    try:
        change()
    except OSError:
        pass
print(0 if n else n)
