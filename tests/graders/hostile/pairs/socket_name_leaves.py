# Gives a socket a name.
# verdict: incorrect runtime_error
import socket


def f(x):
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    for name in ("\0left-by-assay-test", "/tmp/left-by-assay-test.socket"):
        try:
            one.bind(name)
        except OSError:
            pass
    return None
