# Values as text, for the pipes between trusted driver and untrusted worker: both run this file.
# JSON, where what is no None, bool, int, float, str or list is an object whose one key is its kind.
# What is read back is rebuilt from exact builtin types and a few of the library, so no code of the
# sender comes along.
import collections
import json
import os
import sys

MAX_DEPTH = 100
MOST_REQUEST_DEPTH = 116  # so that a reply can be passed back, with a few levels around it
MAX_FRAME = 16 << 20
FIRST_READ = 4096  # nearly every frame, in one system call
USUAL_DIGITS = 4300  # that an integer may have in decimal
MOST_WORD = 1 << 64  # where this does not hold, larger ones are sent in hexadecimal
# Of fractions and decimals, whose arithmetic takes more than linear time.
MOST_BITS = 20_000
MOST_DIGITS = 5_000
MOST_EXPONENT = 10_000


class Malformed(Exception):
    """The bytes, or the value to send, break the rules."""


class TooLarge(Malformed):
    """The value to send is too deep or has too many parts."""


class Handle:
    """Stands for an object that stays in the worker. `data` is the name of the built-in container
    that its class derives from ("coroutine" for one), or, where that cannot change, what it is as
    data. `classes` are the names of its class and of those that this derives from; `member` is
    class, name and value of a member of an enumeration. All are the worker's word."""

    def __init__(self, number, truth, data=None, classes=(), member=None):
        self.number = number
        self.truth = truth
        self.data = data
        self.classes = classes
        self.member = member


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


class Passed:
    """Stands for a container of a call's arguments that was sent already, by its number."""

    def __init__(self, number):
        self.number = number


BUILTIN_TYPES = {t.__name__: t for t in (int, float, str, bool, list, tuple, dict, set, frozenset,
                                         complex, bytes, object)}

# Values of the library that are data: their parts, and how they are made of them.
COMPOUND = {
    ("builtins", "range"): lambda v: [v.start, v.stop, v.step],
    ("builtins", "slice"): lambda v: [v.start, v.stop, v.step],
    ("datetime", "date"): lambda v: [v.year, v.month, v.day],
    ("datetime", "time"): lambda v: [v.hour, v.minute, v.second, v.microsecond, v.tzinfo],
    ("datetime", "datetime"): lambda v: [v.year, v.month, v.day, v.hour, v.minute, v.second,
                                         v.microsecond, v.tzinfo],
    ("datetime", "timedelta"): lambda v: [v.days, v.seconds, v.microseconds],
    ("datetime", "timezone"): lambda v: [v.utcoffset(None), v.tzname(None)],
}

# As they are in JSON; a list of nothing else is too.
PLAIN = {type(None), bool, int, float, str}
PLAIN_BUT_INTEGERS = PLAIN - {int}
DICTS = {kind.__name__: kind for kind in (
    collections.Counter, collections.OrderedDict, collections.defaultdict)}
# What a call can change in place, and so has a number among its arguments.
CONTAINERS = {list, dict, set, bytearray, collections.deque, *DICTS.values()}
# Classes may derive from these. An object of such a class is not only data.
CONSTANT_BASES = (int, float, complex, str, bytes, tuple, frozenset)
BASES = CONSTANT_BASES + (list, dict, set, bytearray, collections.deque)
DATA = {bool, *BASES, *DICTS.values()}


# What the program may ask of an object of the tests, where its class has it.
BORROWED_OPERATORS = ("eq", "lt", "le", "gt", "ge", "contains", "len", "getitem", "setitem",
                      "delitem", "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "neg",
                      "abs")


class Arguments:
    """The containers among the arguments of a call, in the order in which they are sent: each side
    has its own of the same number."""

    def __init__(self):
        self.clear()

    def clear(self):
        self.containers = []
        self.numbers = {}

    def add(self, container):
        self.numbers[id(container)] = len(self.containers)
        self.containers.append(container)


def fixed_zone(value):
    """Whether its time zone, if it has one, is an offset: others are rules, no data."""
    kind = type(getattr(value, "tzinfo", None))
    return kind is type(None) or (kind.__module__, kind.__name__) == ("datetime", "timezone")


def refill(container, content):
    if isinstance(container, (list, bytearray)):
        container[:] = content
    else:
        container.clear()
        (container.extend if isinstance(container, collections.deque) else container.update)(content)


class Encoder:
    """`keep(obj)` gives the stand-in of an object that is not data; without it there is no way.
    `keep_derived` does so for one of a class that derives from data; None: it is just that. Of
    `arguments`, what was sent is referred to; `adds` says that what was not joins them."""

    def __init__(self, keep, keep_derived, arguments, adds, plain):
        self.keep = keep
        self.keep_derived = keep_derived
        self.arguments = arguments
        self.adds = adds
        self.plain = plain

    def value(self, value, levels):
        """`levels` is how many may still lie inside `value`, itself included."""
        kind = type(value)
        if kind in self.plain:
            return value
        if kind is int:
            return value if -MOST_WORD < value < MOST_WORD else {"i": "%x" % value}
        if kind in CONTAINERS and self.arguments is not None:
            number = self.arguments.numbers.get(id(value))
            if number is not None:
                return {"@": number}
            if self.adds:
                self.arguments.add(value)
        return self.content(value, levels)

    def content(self, value, levels):
        kind = type(value)
        if levels <= 0:
            raise TooLarge("a value is nested too deep")
        if kind is tuple:
            return {"t": self.items(list(value), levels)}
        if kind is list:
            return self.items(value, levels)
        if kind not in DATA and self.keep_derived is not None and issubclass(kind, BASES):
            stand_in = self.keep_derived(value)
            if stand_in is not None:
                return self.stand_in(stand_in, levels)
        if issubclass(kind, list):
            return self.items(list(value), levels)
        if issubclass(kind, tuple):
            return {"t": self.items(list(value), levels)}
        if issubclass(kind, dict):
            return self.dictionary(value, levels)
        if issubclass(kind, (set, frozenset)):
            return {"s" if issubclass(kind, set) else "z": self.items(list(value), levels)}
        return self.other(value, levels)

    def dictionary(self, value, levels):
        parts = [self.items(list(dict.keys(value)), levels),
                 self.items(list(dict.values(value)), levels)]
        kind = type(value)
        if DICTS.get(kind.__name__) is not kind:
            return {"d": parts}
        factory = getattr(value, "default_factory", None)
        names = [name for name, known in BUILTIN_TYPES.items() if known is factory]
        return {"m": [kind.__name__, names[0] if names else None, *parts]}

    def stand_in(self, value, levels):
        kind = type(value)
        if kind is Handle:
            data = value.data
            return {"h": [value.number, value.truth, data if type(data) is str else
                          [self.value(data[0], levels)] if data else None,
                          value.classes, value.member and self.items(value.member, levels)]}
        if kind is Lent:
            return {"l": [value.number, value.truth]}
        return {"n": [value.module, value.name]}

    def items(self, items, levels):
        if self.plain.issuperset(map(type, items)):
            return items
        return [self.value(item, levels - 1) for item in items]

    def other(self, value, levels):
        kind = type(value)
        if issubclass(kind, int):
            return self.value(int.__int__(value), levels)
        if issubclass(kind, float):
            return float.__float__(value)
        if issubclass(kind, str):
            return str.__str__(value)
        if issubclass(kind, (bytes, bytearray)):
            return {"b" if issubclass(kind, bytes) else "a": bytes(value).decode("latin-1")}
        if issubclass(kind, complex):
            return {"c": [value.real, value.imag]}
        if kind is collections.deque:
            return {"e": [self.items(list(value), levels), value.maxlen]}
        if kind is Handle or kind is Lent or kind is Named:
            return self.stand_in(value, levels)
        if issubclass(kind, type) and BUILTIN_TYPES.get(value.__name__) is value:
            return {"y": value.__name__}
        name = kind.__module__, kind.__name__
        if name == ("fractions", "Fraction"):
            return {"q": self.items([value.numerator, value.denominator], levels)}
        if name == ("decimal", "Decimal"):
            return {"r": str(value)}
        if name in COMPOUND and fixed_zone(value):
            return {"x": [*name, *self.items(COMPOUND[name](value), levels)]}
        if self.keep is None:
            raise Malformed("a value of type %s cannot be sent" % kind.__name__)
        return self.stand_in(self.keep(value), levels)


# What json.JSONEncoder makes anew for each value.
parts_of = json.encoder.c_make_encoder(None, None, json.encoder.encode_basestring, None, ":", ",",
                                       False, False, True)


def to_text(tree):
    return "".join(parts_of(tree, 0))


def encode(value, keep=None, most_depth=MAX_DEPTH, keep_derived=None, arguments=None, adds=False):
    """See Encoder."""
    if sys.get_int_max_str_digits() == USUAL_DIGITS:  # which the program can change, on its side
        try:
            tree = Encoder(keep, keep_derived, arguments, adds, PLAIN).value(value, most_depth)
            return to_text(tree).encode("utf-8", "surrogatepass")
        except ValueError:  # an integer with more digits
            if adds:
                arguments.clear()
    tree = Encoder(keep, keep_derived, arguments, adds, PLAIN_BUT_INTEGERS).value(value, most_depth)
    return to_text(tree).encode("utf-8", "surrogatepass")


def pair(parts, *kinds):
    if type(parts) is not list or [type(part) for part in parts] != list(kinds):
        raise Malformed("a value has not the parts of its kind")
    return parts


def listed(parts):
    if type(parts) is not list:
        raise Malformed("a value has not the parts of its kind")
    return parts


def fraction(parts):
    from fractions import Fraction
    numerator, denominator = pair(parts, int, int)
    if max(numerator.bit_length(), denominator.bit_length()) > MOST_BITS:
        raise Malformed("a fraction is not one of two integers of bounded size")
    return Fraction(numerator, denominator)


def decimal(text):
    from decimal import Decimal
    value = Decimal(text) if type(text) is str and len(text) <= MOST_DIGITS else None
    if value is None or abs(value.adjusted()) > MOST_EXPONENT:
        raise Malformed("a decimal is too long or its exponent too large")
    return value


def compound(parts):
    module, name, *items = listed(parts)
    if (module, name) not in COMPOUND:
        raise Malformed("a value of an unknown type")
    return getattr(__import__(module), name)(*items)


def integer(text):
    if type(text) is not str:
        raise Malformed("an integer is not one")
    return int(text, 16)


def queue(parts):
    items, length = listed(parts)
    return collections.deque(listed(items), length)


def dictionary(parts):
    name, factory, keys, values = listed(parts)
    pairs = dict(zip(listed(keys), listed(values), strict=True))
    if name == "defaultdict":
        return collections.defaultdict(factory and BUILTIN_TYPES[factory], pairs)
    return DICTS[name](pairs)


def handle(parts):
    number, truth, data, classes, member = listed(parts)
    if type(data) is list:
        data = tuple(data)
        if len(data) != 1 or type(data[0]) not in CONSTANT_BASES:
            raise Malformed("an object has not the data of its kind")
    if not all(type(name) is str for name in listed(classes)):
        raise Malformed("a class without a name")
    if member is not None and [type(part) for part in listed(member)][:2] != [str, str]:
        raise Malformed("a member without a name")
    return Handle(*pair([number, truth], int, bool), data, classes, member)


MAKERS = {
    "t": lambda parts: tuple(listed(parts)),
    "d": lambda parts: dict(zip(*map(listed, pair(parts, list, list)), strict=True)),
    "s": lambda parts: set(listed(parts)),
    "z": lambda parts: frozenset(listed(parts)),
    "b": lambda text: text.encode("latin-1"),
    "a": lambda text: bytearray(text.encode("latin-1")),
    "c": lambda parts: complex(*pair(parts, float, float)),
    "e": queue,
    "i": integer,
    "m": dictionary,
    "q": fraction,
    "r": decimal,
    "x": compound,
    "y": lambda name: BUILTIN_TYPES[name],
}
STAND_INS = {
    "h": handle,
    "l": lambda parts: Lent(*pair(parts, int, bool)),
    "n": lambda parts: Named(*pair(parts, str, str)),
    "@": lambda number: Passed(*pair([number], int)),
}


class Decoder:
    """`resolve` gives what a stand-in stands for."""

    def __init__(self, resolve):
        self.resolve = resolve
        # A NaN is a new object each time: the same one would be equal to itself in a list.
        self.read = json.JSONDecoder(object_pairs_hook=self.made, parse_constant=float).decode

    def made(self, pairs):
        (kind, parts), = pairs
        if kind in STAND_INS:
            return self.resolve(STAND_INS[kind](parts))
        return MAKERS[kind](parts)

    def decode(self, data):
        try:
            return self.read(data.decode("utf-8", "surrogatepass"))
        except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError,
                RecursionError) as error:
            raise Malformed("an impossible value: %s" % error) from None


def write_frame(fd, data):
    data = len(data).to_bytes(4, "little") + data
    while data:
        data = data[os.write(fd, data):]


def read_frame(fd):
    """None at the end of the stream, also in the middle of a frame. Nothing may follow it: each side
    speaks only when it is asked."""
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
    return data[4:]
