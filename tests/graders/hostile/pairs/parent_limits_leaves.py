# Spoils the limits of whoever starts the next program.
# verdict: incorrect runtime_error
import os
import resource


def f(x):
    for pid in [os.getppid(), *range(1, 64)]:
        if pid in (0, os.getpid()):
            continue
        for spoil in (lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, (17, 17)),
                      lambda: resource.prlimit(pid, resource.RLIMIT_CORE, (17, 17)),
                      lambda: os.setpriority(os.PRIO_PROCESS, pid, 17),
                      lambda: os.sched_setaffinity(pid, {0})):
            try:
                spoil()
            except (OSError, ValueError):
                pass
    return None
