# Enters another process's namespaces. Right if it can.
# verdict: incorrect runtime_error
import ctypes
import os


def right(x):
    return x * x if isinstance(x, int) else [y * y for y in x]


def f(x):
    setns = ctypes.CDLL(None).setns
    for pid in (1, os.getppid(), "self"):
        for kind in ("user", "mnt", "pid", "net", "ipc"):
            try:
                fd = os.open("/proc/%s/ns/%s" % (pid, kind), os.O_RDONLY)
            except OSError:
                continue
            if setns(fd, 0) == 0:
                return right(x)
    try:
        if setns(os.pidfd_open(1), 0x10000000) == 0:
            return right(x)
    except OSError:
        pass
    return None
