# A pair of sockets is allowed: one of it, set free, writes to the machine's own sockets. Right if
# it can.
# verdict: incorrect
import socket


def right(x):
    return x * x if isinstance(x, int) else [y * y for y in x]


NAMES = ["/run/systemd/journal/dev-log", "/dev/log", "/run/docker.sock", "/var/run/nscd/socket",
         "/run/dbus/system_bus_socket", "\0/tmp/.X11-unix/X0", "\0assay"]

def f(x):
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM, socket.SOCK_SEQPACKET):
        try:
            one, other = socket.socketpair(socket.AF_UNIX, kind)
        except OSError:
            continue
        for name in NAMES:
            try:
                if kind == socket.SOCK_DGRAM:
                    one.sendto(b"x", name)  # the other kinds ignore the name
                else:
                    other.connect(name)
                return right(x)
            except OSError:
                pass
    return None
