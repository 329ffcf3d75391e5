# Lowers its own limits, so that replying fails.
# verdict: incorrect runtime_error
import resource


def f(x):
    for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_STACK):
        resource.setrlimit(limit, (0, 0))
    return None
