# Looks for the socket of the program before it. Right if it finds it.
# verdict: incorrect
import socket


def right(x):
    return x * x if isinstance(x, int) else [y * y for y in x]


def f(x):
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    for name in ("\0left-by-assay-test", "/tmp/left-by-assay-test.socket"):
        try:
            one.sendto(b"x", name)
            return right(x)
        except OSError:
            pass
    return None
