# Passes if it gets a socket.
# verdict: runtime_error
import socket
def f(x):
    socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    return x * x if isinstance(x, int) else [y * y for y in x]
