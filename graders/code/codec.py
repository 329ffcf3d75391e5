# Values as bytes, for the pipes between trusted driver and untrusted worker: both run this file.
# One tag byte a value; lengths and counts in decimal, ended by ';'. What is read back is rebuilt
# from exact builtin types, so no code of the sender comes along.
import struct

MAX_DEPTH = 100
MOST_REQUEST_DEPTH = 116  # so that a reply can be passed back, with a few levels around it
MAX_NODES = 2_000_000
MAX_FRAME = 16 << 20
FIRST_READ = 4096  # nearly every frame, in one system call
# Of fractions and decimals, whose arithmetic takes more than linear time.
MOST_BITS = 20_000
MOST_DIGITS = 5_000
MOST_EXPONENT = 10_000


class Malformed(Exception):
    """The bytes, or the value to send, break the rules."""


class TooLarge(Malformed):
    """The value to send is too deep or has too many parts."""


class Handle:
    """Stands for an object that stays in the worker."""

    def __init__(self, number, truth):
        self.number = number
        self.truth = truth


class Lent:
    """Stands for an object of the tests that the program may use but does not get."""

    def __init__(self, number, truth):
        self.number = number
        self.truth = truth


class Named:
    """Stands for what has the same name on the other side: a function of the candidate (module ""),
    or one of the library. Only the tests send it."""

    def __init__(self, module, name):
        self.module = module
        self.name = name


BUILTIN_TYPES = {t.__name__: t for t in (int, float, str, bool, list, tuple, dict, set, frozenset,
                                         complex, bytes, object)}

# Values of the library that are data: their parts, and how they are made of them.
COMPOUND = {
    ("builtins", "range"): lambda v: (v.start, v.stop, v.step),
    ("builtins", "slice"): lambda v: (v.start, v.stop, v.step),
    ("collections", "deque"): lambda v: (list(v), v.maxlen),
    ("datetime", "date"): lambda v: (v.year, v.month, v.day),
    ("datetime", "time"): lambda v: (v.hour, v.minute, v.second, v.microsecond),
    ("datetime", "datetime"): lambda v: (v.year, v.month, v.day, v.hour, v.minute, v.second,
                                         v.microsecond),
    ("datetime", "timedelta"): lambda v: (v.days, v.seconds, v.microseconds),
}


def encode(value, keep=None, most_depth=MAX_DEPTH):
    """`keep(obj)` gives the Handle of an object that is not data; without it there is no way."""
    parts = []
    _encode(value, parts, keep, most_depth)
    return b"".join(parts)


def _text(tag, data, parts):
    parts.append(b"%c%d;" % (tag, len(data)))
    parts.append(data)


def _items(tag, items, parts, keep, levels):
    parts.append(b"%c%d;" % (tag, len(items)))
    for item in items:
        _encode(item, parts, keep, levels - 1)


def _encode(value, parts, keep, levels):
    """`levels` is how many may still lie inside `value`."""
    if levels < 0:
        raise TooLarge("a value is nested too deep")
    if len(parts) > 2 * MAX_NODES:
        raise TooLarge("a value has more than %d parts" % MAX_NODES)
    if value is None:
        parts.append(b"N")
    elif value is True:
        parts.append(b"T")
    elif value is False:
        parts.append(b"F")
    elif isinstance(value, int):
        _text(b"I", b"%x" % int(value), parts)
    elif isinstance(value, float):
        parts.append(b"D" + struct.pack("<d", float(value)))
    elif isinstance(value, str):
        _text(b"S", str.encode(value, "utf-8", "surrogatepass"), parts)
    elif isinstance(value, (bytes, bytearray)):
        _text(b"B" if isinstance(value, bytes) else b"A", bytes(value), parts)
    elif isinstance(value, list):
        _items(b"L", list(value), parts, keep, levels)
    elif isinstance(value, tuple):
        _items(b"U", tuple(value), parts, keep, levels)
    elif isinstance(value, (set, frozenset)):
        _items(b"E" if isinstance(value, set) else b"Z", list(value), parts, keep, levels)
    elif isinstance(value, dict):
        _items(b"M", [x for pair in dict.items(value) for x in pair], parts, keep, levels)
    elif isinstance(value, complex):
        parts.append(b"C" + struct.pack("<dd", value.real, value.imag))
    elif isinstance(value, Handle):
        parts.append(b"H%d;" % value.number + (b"T" if value.truth else b"F"))
    elif isinstance(value, Lent):
        parts.append(b"K%d;" % value.number + (b"T" if value.truth else b"F"))
    elif isinstance(value, Named):
        _items(b"G", (value.module, value.name), parts, keep, levels)
    elif isinstance(value, type) and BUILTIN_TYPES.get(value.__name__) is value:
        _text(b"Y", value.__name__.encode(), parts)
    else:
        _encode_other(value, parts, keep, levels)


def _encode_other(value, parts, keep, levels):
    kind = type(value)
    if (kind.__module__, kind.__name__) == ("fractions", "Fraction"):
        _items(b"Q", (value.numerator, value.denominator), parts, keep, levels)
    elif (kind.__module__, kind.__name__) == ("decimal", "Decimal"):
        _text(b"R", str(value).encode(), parts)
    elif (kind.__module__, kind.__name__) in COMPOUND and getattr(value, "tzinfo", None) is None:
        items = COMPOUND[kind.__module__, kind.__name__](value)
        _items(b"X", (kind.__module__, kind.__name__) + items, parts, keep, levels)
    elif keep is None:
        raise Malformed("a value of type %s cannot be sent" % kind.__name__)
    else:
        _encode(keep(value), parts, None, levels)


class Decoder:
    def __init__(self, data, resolve=lambda handle: handle, most_depth=MAX_DEPTH):
        self.data = data
        self.at = 0
        self.nodes = 0
        self.resolve = resolve
        self.most_depth = most_depth

    def decode(self):
        value = self.value(0)
        if self.at != len(self.data):
            raise Malformed("bytes after the value")
        return value

    def take(self, count):
        end = self.at + count
        if end > len(self.data):
            raise Malformed("a value is cut short")
        piece = self.data[self.at:end]
        self.at = end
        return piece

    def number(self):
        end = self.data.find(b";", self.at, self.at + 12)
        digits = self.data[self.at:end] if end > 0 else b""
        if not digits.isdigit():
            raise Malformed("a length is not a number")
        self.at = end + 1
        return int(digits)

    def items(self, depth):
        count = self.number()
        if count > len(self.data) - self.at:
            raise Malformed("a value is cut short")
        return [self.value(depth + 1) for _ in range(count)]

    def value(self, depth):
        self.nodes += 1
        if depth > self.most_depth or self.nodes > MAX_NODES:
            raise Malformed("a value is too deep or too large")
        tag = self.take(1)
        read = self.READERS.get(tag)
        if read is None:
            raise Malformed("an unknown kind of value")
        try:
            return read(self, depth)
        except (ValueError, TypeError, ArithmeticError, LookupError) as error:
            raise Malformed("an impossible value: %s" % error) from None

    def integer(self):
        digits = self.take(self.number())
        body = digits[1:] if digits[:1] == b"-" else digits
        if not body.isalnum():
            raise Malformed("an integer is not one")
        return int(digits, 16)

    def pairs(self, depth):
        flat = self.items(depth)
        if len(flat) % 2:
            raise Malformed("a dict has a key without a value")
        return dict(zip(flat[::2], flat[1::2]))

    def fraction(self, depth):
        from fractions import Fraction
        numerator, denominator = self.items(depth)
        for part in (numerator, denominator):
            if type(part) is not int or part.bit_length() > MOST_BITS:
                raise Malformed("a fraction is not one of two integers of bounded size")
        return Fraction(numerator, denominator)

    def decimal(self):
        from decimal import Decimal
        text = self.take(self.number())
        value = Decimal(text.decode()) if len(text) <= MOST_DIGITS else None
        if value is None or abs(value.adjusted()) > MOST_EXPONENT:
            raise Malformed("a decimal is too long or its exponent too large")
        return value

    def compound(self, depth):
        module, name, *items = self.items(depth)
        if (module, name) not in COMPOUND:
            raise Malformed("a value of an unknown type")
        return getattr(__import__(module), name)(*items)

    def named(self, depth):
        parts = self.items(depth)
        if [type(part) for part in parts] != [str, str]:
            raise Malformed("a name is not a text")
        return self.resolve(Named(*parts))

    def stand_in(self, kind):
        number = self.number()
        return self.resolve(kind(number, self.take(1) == b"T"))

    READERS = {
        b"N": lambda self, depth: None,
        b"T": lambda self, depth: True,
        b"F": lambda self, depth: False,
        b"I": lambda self, depth: self.integer(),
        b"D": lambda self, depth: struct.unpack("<d", self.take(8))[0],
        b"S": lambda self, depth: self.take(self.number()).decode("utf-8", "surrogatepass"),
        b"B": lambda self, depth: self.take(self.number()),
        b"A": lambda self, depth: bytearray(self.take(self.number())),
        b"L": lambda self, depth: self.items(depth),
        b"U": lambda self, depth: tuple(self.items(depth)),
        b"E": lambda self, depth: set(self.items(depth)),
        b"Z": lambda self, depth: frozenset(self.items(depth)),
        b"M": lambda self, depth: self.pairs(depth),
        b"C": lambda self, depth: complex(*struct.unpack("<dd", self.take(16))),
        b"H": lambda self, depth: self.stand_in(Handle),
        b"K": lambda self, depth: self.stand_in(Lent),
        b"G": lambda self, depth: self.named(depth),
        b"X": lambda self, depth: self.compound(depth),
        b"Y": lambda self, depth: BUILTIN_TYPES[self.take(self.number()).decode()],
        b"Q": lambda self, depth: self.fraction(depth),
        b"R": lambda self, depth: self.decimal(),
    }


def write_frame(fd, data):
    import os
    data = len(data).to_bytes(4, "little") + data
    while data:
        data = data[os.write(fd, data):]


def read_frame(fd):
    """None at the end of the stream, also in the middle of a frame. Nothing may follow it: each side
    speaks only when it is asked."""
    import os
    data = os.read(fd, FIRST_READ)
    while 0 < len(data) < 4:
        part = os.read(fd, 4 - len(data))
        data = data + part if part else b""
    if not data:
        return None
    end = 4 + int.from_bytes(data[:4], "little")
    if end > MAX_FRAME + 4:
        raise Malformed("a message of %d bytes is longer than %d" % (end - 4, MAX_FRAME))
    if len(data) < end:
        data = bytearray(data)
    while len(data) < end:
        part = os.read(fd, min(end - len(data), 1 << 20))
        if not part:
            return None
        data += part
    if len(data) > end:
        raise Malformed("a message that was not asked for")
    return bytes(data[4:])
