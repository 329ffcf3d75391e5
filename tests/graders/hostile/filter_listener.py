# Asks to be told of its own system calls, which then wait for an answer that never comes.
# verdict: incorrect runtime_error timeout
import ctypes
import struct


def f(x):
    code = struct.pack("HBBI", 0x20, 0, 0, 0) + struct.pack("HBBI", 0x15, 0, 1, 1)
    code += struct.pack("HBBI", 0x06, 0, 0, 0x7fc00000) + struct.pack("HBBI", 0x06, 0, 0, 0x7fff0000)
    rules = ctypes.create_string_buffer(code)
    program = struct.pack("HxxxxxxQ", 4, ctypes.addressof(rules))
    ctypes.CDLL(None).syscall(317, 1, 8, ctypes.create_string_buffer(program))
    return None
