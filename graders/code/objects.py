# The program's objects as the tests see them: proxies of what stays in the worker. Trusted.
import collections
import operator

CHUNK = 1000  # items of a container that are asked for at a time
MOST_ITEMS = 1_000_000  # of one that is wanted whole
BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor",
          "lshift", "rshift")
UNARY = ("neg", "pos", "abs", "invert")
COMPARISONS = ("lt", "le", "gt", "ge")
# Of built-in types, these say whether something is as expected.
PREDICATES = {"startswith", "endswith", "issubset", "issuperset", "isdisjoint"}
CONTAINER_BASES = {kind.__name__: kind for kind in (list, dict, set, bytearray, collections.deque)}
NOT_CARRIED = "an operator of the program is not asked about a value of the tests"
NOT_COMPARED = "objects of the program are not compared by the program's own rules"


class Opaque:
    """An object that stays in the worker. It has a truth value, attributes and a text, can be
    iterated, indexed, called, passed back and added to another one. It equals nothing but itself,
    and, where its class derives from a container, what is equal to it as data: a foreign __eq__,
    __contains__ or __lt__ never decides, nor does a foreign __sub__ learn what is expected. The
    items of a container are asked for once, until the program is called again, so that its length,
    its items and their order cannot contradict each other; so is what it is as a number or a text.
    The items of an iterator come one by one."""

    __slots__ = ("_own_handle", "_own_shape", "_own_items", "_own_rest", "_own_asked", "_own_data",
                 "_own_answers", "_own_uses", "_own_told")

    def __init__(self, handle):
        object.__setattr__(self, "_own_uses", -1)
        told(self, handle)

    def __bool__(self):
        if self._own_told == channel.uses:
            return self._own_handle.truth
        return answer("truth", self) is True

    def __iter__(self):
        shape = shape_of(self)
        if shape == "single":
            raise TypeError("the program's object is not iterable")
        return one_by_one(self) if shape == "iterator" else items_of(self)

    def __next__(self):
        if shape_of(self) != "iterator":
            raise TypeError("the program's object is not an iterator")
        self._own_answers.clear()
        items = next_items(self, 1)
        if not items:
            raise StopIteration
        return items[0]

    def __len__(self):
        if shape_of(self) in ("sequence", "mapping"):
            return len(known_items(self, MOST_ITEMS))
        length = answer("length", self) if self._own_shape == "single" else None
        if length is None:
            raise TypeError("the program's object has no len()")
        if type(length) is not int or length < 0:
            channel.fail("runtime_error", "the program broke the protocol: not a length")
        return length

    def __getitem__(self, key):
        if shape_of(self) == "sequence" and isinstance(key, (int, slice)):
            return known_items(self, last_of(key))[key]
        if type(self._own_data) is dict and key in self._own_data:
            return self._own_data[key]
        known = [item for other, item in self._own_asked
                 if type(other) is type(key) and other == key]
        if known:
            return known[0]
        item = channel.ask("operate", "getitem", self, key)[1]
        self._own_asked.append((key, item))
        return item

    def __setitem__(self, key, value):
        channel.uses += 1
        channel.ask("operate", "setitem", self, key, value)

    def __delitem__(self, key):
        channel.uses += 1
        channel.ask("operate", "delitem", self, key)

    def __call__(self, *positional, **named):
        return call(self, positional, named)

    def __getattr__(self, name):
        data = data_of(self) if name in PREDICATES else None
        return attribute(self, name) if data is None else getattr(data, name)

    def __setattr__(self, name, value):
        channel.uses += 1
        channel.ask("set", self, name, value)

    def __eq__(self, other):
        if self is other:
            return True
        mine = data_of(self)
        theirs = data_of(other) if isinstance(other, Opaque) else other
        if mine is not None and theirs is not None:
            return mine == theirs
        if isinstance(other, Opaque):
            channel.remark(NOT_COMPARED)
        return NotImplemented

    def __hash__(self):
        return id(self)

    def __str__(self):
        return text_of(self, "str")

    def __repr__(self):
        return text_of(self, "repr")

    def __round__(self, *digits):
        return own_operator("round", self, *digits)

    def __int__(self):
        return own_operator("int", self)

    def __float__(self):
        return own_operator("float", self)

    @property
    def __class__(self):
        return CONTAINER_BASES.get(self._own_handle.data, type(self))


def told(opaque, handle):
    """Whose truth is that of now."""
    object.__setattr__(opaque, "_own_handle", handle)
    object.__setattr__(opaque, "_own_told", channel.uses)


def answer(operation, opaque, *rest):
    """What it says of itself. A plain answer holds until the program is called: a sum of powers of
    it is one of the powers of one number."""
    forget_if_used(opaque)
    if (operation, rest) not in opaque._own_answers:
        request = (rest[0], opaque, *rest[1:]) if operation == "operate" else (opaque, *rest)
        value = channel.ask(operation, *request)[1]
        if type(value) not in PLAIN:
            return value
        opaque._own_answers[operation, rest] = value
    return opaque._own_answers[operation, rest]


def own_operator(name, *operands):
    """Which it may not have: the test asks too much then."""
    try:
        return answer("operate", operands[0], name, *operands[1:])
    except TypeError:
        raise TypeError("the program's object has no operator '%s'" % name) from None


def carry(name, other_way=False):
    """An operator between two objects of the program."""
    def operate(self, other):
        if not isinstance(other, Opaque):
            channel.remark(NOT_CARRIED)
            return NotImplemented
        return own_operator(name, *((other, self) if other_way else (self, other)))
    return operate


def compare(name):
    """By what both are as data, or not at all."""
    def compared(self, other):
        mine = data_of(self)
        theirs = data_of(other) if isinstance(other, Opaque) else other
        if mine is None or theirs is None:
            channel.remark(NOT_COMPARED)
            return NotImplemented
        return getattr(operator, name)(mine, theirs)
    return compared


for _name in BINARY:
    setattr(Opaque, "__%s__" % _name, carry(_name))
    setattr(Opaque, "__r%s__" % _name, carry(_name, True))
for _name in UNARY:
    setattr(Opaque, "__%s__" % _name,
            lambda self, name=_name: own_operator(name, self))
for _name in COMPARISONS:
    setattr(Opaque, "__%s__" % _name, compare(_name))
Opaque.__name__ = Opaque.__qualname__ = "object of the program"  # as people see it


class Function(Opaque):
    """A function or class of the candidate, which has a name."""

    __slots__ = ("__name__",)

    def __init__(self, name):
        Opaque.__init__(self, Handle(name, True))
        object.__setattr__(self, "__name__", name)

    def __bool__(self):
        return True

    def __call__(self, *positional, **named):
        return call(self.__name__, positional, named)

    def __instancecheck__(self, value):
        return channel.ask("instance", value, self)[1] is True


def constant(base):
    """What an object is as data that cannot change, and, for the rest, the object itself."""
    class Constant(base):
        def __getattr__(self, name):
            return attribute(self, name)

        def __str__(self):
            return text_of(self, "str")

        def __repr__(self):
            return text_of(self, "repr")

    Constant.__name__ = Constant.__qualname__ = base.__name__
    return Constant


CONSTANTS = {base: constant(base) for base in CONSTANT_BASES}


def proxy(handle):
    if type(handle.data) is not tuple:
        if handle.data is not None and handle.data not in CONTAINER_BASES:
            raise Malformed("an object of an unknown kind")
        return Opaque(handle)
    value, = handle.data
    made = CONSTANTS[type(value)](value)
    made._own_handle = handle
    made._own_uses = -1
    return made


def handle_of(value):
    """Nothing where it is not the program's."""
    if not isinstance(value, Opaque) and type(value) not in CONSTANTS.values():
        return None
    own = value._own_handle
    return Named("", own.number) if type(own.number) is str else Handle(own.number, own.truth)


def attribute(value, name):
    if name.startswith("__"):
        raise AttributeError(name)
    if name in PREDICATES:
        channel.remark("the program's own '%s' is not asked" % name)
        raise AttributeError("the program's object has no trusted '%s'" % name)
    channel.uses += 1
    return channel.ask("get", value, name)[1]


def forget_if_used(opaque):
    if opaque._own_uses != channel.uses:
        for name in ("_own_shape", "_own_items", "_own_rest", "_own_data"):
            object.__setattr__(opaque, name, None)
        object.__setattr__(opaque, "_own_asked", [])
        object.__setattr__(opaque, "_own_answers", {})
        object.__setattr__(opaque, "_own_uses", channel.uses)


def shape_of(opaque):
    """How it can be iterated: "single" (not at all), "iterator", "sequence" or "mapping"."""
    data = data_of(opaque)
    if data is not None:
        return "mapping" if type(data) is dict else "sequence"
    if opaque._own_shape is None:
        reply = channel.ask("iterate", opaque, CHUNK)[1]
        shape, items, rest = reply if type(reply) is tuple and len(reply) == 3 else (None,) * 3
        if shape not in ("single", "iterator", "sequence", "mapping") or type(items) is not list:
            channel.fail("runtime_error", "the program broke the protocol: not a list")
        object.__setattr__(opaque, "_own_shape", shape)
        object.__setattr__(opaque, "_own_items", items)
        object.__setattr__(opaque, "_own_rest", rest)
    return opaque._own_shape


def next_items(iterator, count):
    items = channel.ask("next", iterator, count)[1]
    if type(items) is not list or len(items) > count:
        channel.fail("runtime_error", "the program broke the protocol: not the next items")
    return items


def one_by_one(iterator):
    while True:
        try:
            item = next(iterator)
        except StopIteration:
            return
        yield item


def items_of(container):
    """Those that are known, and then more of them: there may be no end."""
    items, at = container._own_items, 0
    while True:
        if at == len(items):
            rest = container._own_rest
            more = next_items(rest, CHUNK) if rest is not None else []
            if not more:
                object.__setattr__(container, "_own_rest", None)
                return
            items += more
        yield items[at]
        at += 1


def known_items(container, count):
    """At least `count` of them, if there are as many."""
    if len(container._own_items) < count and container._own_rest is not None:
        for known, _ in enumerate(items_of(container), 1):
            if known == count:
                break
        if count == MOST_ITEMS and container._own_rest is not None:
            raise OverflowError("the program's object has more than %d items" % MOST_ITEMS)
    return container._own_items


def last_of(key):
    """How many items an index or slice needs to know."""
    if isinstance(key, slice):
        ends = (key.start or 0, -1 if key.stop is None else key.stop)
        return max(ends) if min(ends) >= 0 else MOST_ITEMS
    return key + 1 if key >= 0 else MOST_ITEMS


def data_of(opaque):
    """What an object is whose class derives from a container; else None."""
    forget_if_used(opaque)
    if opaque._own_data is None and opaque._own_handle.data is not None:
        data = channel.ask("data", opaque)[1]
        if type(data) is not CONTAINER_BASES[opaque._own_handle.data]:
            channel.fail("runtime_error", "the program broke the protocol: not an object's data")
        object.__setattr__(opaque, "_own_data", data)
        object.__setattr__(opaque, "_own_items", list(data))
    return opaque._own_data


def text_of(opaque, kind):
    text = answer("text", opaque, kind)
    if type(text) is not str:
        channel.fail("runtime_error", "the program broke the protocol: not a text")
    return text
