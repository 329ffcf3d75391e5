# Makes calls of the 32-bit interface, which have other numbers.
# verdict: incorrect runtime_error
import ctypes
import mmap

# mov eax, 2 (fork); int 0x80; ret
CODE = bytes((0xb8, 2, 0, 0, 0, 0xcd, 0x80, 0xc3))


def f(x):
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(CODE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    ctypes.CFUNCTYPE(ctypes.c_int)(address)()
    return None
