# Reads every inherited descriptor, from its beginning where it has one.
# verdict: incorrect timeout runtime_error
import os

n = int(input())
for fd in range(0, 1024):
    try:
        os.set_blocking(fd, False)
        try:
            os.lseek(fd, 0, os.SEEK_SET)
        except OSError:
            pass
        data = os.read(fd, 1 << 16).split()
    except OSError:
        continue
    for part in data:
        if part.isdigit() and int(part) != n:
            print(int(part))
            raise SystemExit(0)
print(0)
