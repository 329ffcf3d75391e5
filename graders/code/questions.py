# What the tests ask of the program's objects, and how long an answer holds. Trusted.
import collections

CHUNK = 1000  # items of a container that are asked for at a time
MOST_ITEMS = 1_000_000  # of one that is wanted whole
CONTAINER_BASES = {kind.__name__: kind for kind in (list, dict, set, bytearray, collections.deque)}
# What tests call of data: of an object that a function returned in its place, nothing says that.
DATA_METHODS = {name for kind in (*CONSTANT_BASES, *CONTAINER_BASES.values(), range, *DICTS.values())
                for name in dir(kind) if name[0] != "_" and callable(getattr(kind, name))}
# Of these, some say whether something is as expected.
PREDICATES = {"startswith", "endswith", "issubset", "issuperset", "isdisjoint"}


def is_tested(value):
    """Whether its class is under test: the tests made it, or they know the class."""
    return (isinstance(value, Opaque) and value._own_tested
            or not channel.classes.isdisjoint(value._own_handle.classes))


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


def attribute(value, name):
    """The same until the program is called."""
    if name.startswith("__"):
        raise AttributeError(name)
    forget_if_used(value)
    if name not in value._own_attributes:
        is_class = isinstance(value, Function)
        got = channel.ask("get", value, name,
                          source=("get", value.__name__, name) if is_class else None)[1]
        value._own_attributes[name] = got
        if type(got) in CONTAINERS:
            channel.show(value, name, got)
        if isinstance(got, Opaque):
            object.__setattr__(got, "_own_name", name)
            if isinstance(value, Opaque):
                object.__setattr__(value, "_own_touched", True)
    got = value._own_attributes[name]
    if isinstance(got, Opaque) and name in DATA_METHODS and not is_tested(value):
        channel.remark("the program's own '%s' is not asked: data has a method of that name" % name)
        raise AttributeError("the program's object has no trusted '%s'" % name)
    return got


def forget_if_used(opaque):
    if opaque._own_uses != channel.uses:
        for name in ("_own_shape", "_own_items", "_own_rest", "_own_data"):
            object.__setattr__(opaque, name, None)
        object.__setattr__(opaque, "_own_asked", [])
        object.__setattr__(opaque, "_own_answers", {})
        object.__setattr__(opaque, "_own_attributes", {})
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
