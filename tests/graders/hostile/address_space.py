# Takes all addresses, without a byte of memory, and then needs some.
# verdict: memory incorrect
import mmap


def f(x):
    kept = []
    try:
        while True:
            kept.append(mmap.mmap(-1, 1 << 24, prot=mmap.PROT_READ))
    except (OSError, MemoryError):
        return bytes(1 << 25)
