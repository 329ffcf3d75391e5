# Raises its own limits, then loops.
# verdict: timeout
import resource
for limit in range(16):
    try:
        resource.setrlimit(limit, (-1, -1))
    except (OSError, ValueError):
        pass
def f(x):
    while True:
        pass
