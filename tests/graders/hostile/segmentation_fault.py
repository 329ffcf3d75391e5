# Reads address 0, with a core file allowed.
# verdict: runtime_error
import ctypes
import resource

hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def f(x):
    return ctypes.string_at(0)
