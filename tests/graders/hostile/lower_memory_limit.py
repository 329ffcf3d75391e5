# Takes its own memory away.
# verdict: incorrect runtime_error memory
import resource


def f(x):
    resource.setrlimit(resource.RLIMIT_AS, (0, 0))
    return list(range(1_000_000))
