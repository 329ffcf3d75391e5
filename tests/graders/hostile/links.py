# Links in /tmp to what lies outside it, followed and hard. Right if it can.
# verdict: incorrect
import os


def right(x):
    return x * x if isinstance(x, int) else [y * y for y in x]


def f(x):
    for target in ("/etc/shadow", "/etc/passwd", "/root", "/proc/1/root", "/../../etc/passwd"):
        os.symlink(target, "/tmp/link")
        try:
            os.open("/tmp/link", os.O_RDONLY)
            return right(x)
        except OSError:
            os.unlink("/tmp/link")
    try:
        os.link(os.__file__, "/tmp/hard")
        return right(x)
    except OSError:
        return None
