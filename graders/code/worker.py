# The untrusted side: runs the candidate's program and serves calls to its functions. It holds no
# test and no expected value, and what it sends are values, never verdicts. Everything here may be
# changed by the candidate; nothing here is relied upon.
import builtins
import itertools
import operator
import os
import signal
import sys
import types

REQUESTS, REPLIES = 3, 4
GONE = "SystemExit"
MOST_DETAILS = 65536

objects = []
numbers = {}
tested_classes = set()  # names of those that the tests use
module = types.ModuleType("candidate")


class Borrowed:
    """An object of the tests. Each use of it is asked for; it is not here."""

    __slots__ = ("_lent",)

    def __init__(self, lent):
        object.__setattr__(self, "_lent", lent)

    def __call__(self, *positional, **named):
        return use("call", self, (positional, named))

    def __iter__(self):
        return use("iterate", self, ())

    def __next__(self):
        items = use("next", self, ())
        if not items:
            raise StopIteration
        return items[0]

    def __bool__(self):
        return self._lent.truth

    def __getattr__(self, name):
        return use("get", self, (name,))

    def __setattr__(self, name, value):
        use("set", self, (name, value))

    def __repr__(self):
        return "<object of the tests>"

    def __hash__(self):
        return id(self)


def borrow(name):
    """An operator that an object of the tests may have. Without it, some have another meaning."""
    def operate(self, *operands):
        try:
            return use("operate", self, (name, *operands))
        except TypeError:
            if name == "eq":
                return self is operands[0]
            if name == "contains":
                return any(item is operands[0] or item == operands[0] for item in self)
            raise
    return operate


for _name in BORROWED_OPERATORS:
    setattr(Borrowed, "__%s__" % _name, borrow(_name))
Borrowed.__name__ = Borrowed.__qualname__ = "object of the tests"
borrowed = {}


def use(operation, value, arguments):
    """Waits for the answer, and meanwhile serves calls that the tests' object makes."""
    request = ("use", operation, value, arguments)
    write_frame(REPLIES, encode(request, keep, MAX_DEPTH, keep_derived))
    while True:
        request = read_frame(REQUESTS)
        if request is None:
            os._exit(0)
        kind, *rest = requests.decode(request)
        if kind == "used":
            return rest[0]
        if kind == "raised":
            error = getattr(builtins, rest[0], None)
            known = isinstance(error, type) and issubclass(error, Exception)
            raise (error if known else Exception)(rest[1])
        write_frame(REPLIES, serve(request))


def keep(value, data=None):
    if isinstance(value, Borrowed):
        return value._lent
    if id(value) not in numbers:
        objects.append(value)  # also keeps the id from being used again
        numbers[id(value)] = len(objects) - 1
    if isinstance(value, types.CoroutineType):
        data = "coroutine"
    return Handle(numbers[id(value)], truth(value), data, own_classes(type(value)),
                  member_of(value))


def own_classes(kind):
    return [base.__name__ for base in kind.__mro__ if base.__module__ != "builtins"]


def member_of(value):
    """Class, name and value of a member of an enumeration, where the value is plain."""
    enum = sys.modules.get("enum")
    if enum is None or not isinstance(value, enum.Enum) or type(value._value_) not in PLAIN:
        return None
    return [type(value).__name__, value._name_, value._value_]


def truth(value):
    try:
        return bool(value)
    except Exception:
        return True


def keep_derived(value):
    """Where the class, up to the built-in one, has attributes of its own, if only fields. Of what
    can change, where the tests know the class: else it is the data that they take it for."""
    base = next(base for base in BASES if isinstance(value, base))
    kinds = type(value).__mro__[:type(value).__mro__.index(base)]
    if base not in CONSTANT_BASES and tested_classes.isdisjoint(kind.__name__ for kind in kinds):
        return None
    if any(name[:2] != "__" for kind in kinds for name in vars(kind)):
        return keep(value, (plain(value, base),) if base in CONSTANT_BASES else base.__name__)
    return None


def plain(value, base):
    """As the built-in type that it derives from."""
    if base is dict:
        return dict(dict.items(value))
    if base is str:
        return str.__str__(value)
    if base in (int, float):
        return base.__pos__(value)
    if base in (tuple, bytes, bytearray):
        return base.__getitem__(value, slice(None))
    if base is complex:
        return complex(value.real, value.imag)
    return base(base.__iter__(value))


def resolve(stand_in):
    if isinstance(stand_in, Handle):
        return objects[stand_in.number]
    if isinstance(stand_in, Passed):
        return stand_in
    if isinstance(stand_in, Lent):
        if stand_in.number not in borrowed:
            borrowed[stand_in.number] = Borrowed(stand_in)
        object.__setattr__(borrowed[stand_in.number], "_lent", stand_in)  # its truth of today
        return borrowed[stand_in.number]
    if not stand_in.module:
        return module.__dict__[stand_in.name]
    library = __import__(stand_in.module)
    return getattr(library, stand_in.name) if stand_in.name else library


requests = Decoder(resolve)


def class_names(kind):
    """Of it and its bases; a dot before those that are not built in."""
    return [("" if base.__module__ == "builtins" else ".") + base.__name__ for base in kind.__mro__]


def describe(error):
    try:
        text = str(error)[:300]
    except Exception:
        text = ""
    names = class_names(type(error))
    if not isinstance(error, Exception):
        names = [GONE]
    return ("error", names, type(error).__name__, text, details(error))


def details(error):
    """Its arguments and attributes, where they can be sent."""
    try:
        parts = error.args, {name: value for name, value in vars(error).items() if name[:1] != "_"}
        return parts if len(encode(parts, keep, MAX_DEPTH, keep_derived)) < MOST_DETAILS else None
    except Exception:
        return None


def load(context, source, classes):
    """`context` is what the data set gives along with the program: it may be unfit to run alone."""
    sys.modules["candidate"] = module
    tested_classes.update(classes)
    for text in context:
        try:
            exec(compile(text, "<context>", "exec", dont_inherit=True), module.__dict__)
        except Exception:
            pass
    try:
        code = compile(source.removeprefix("\ufeff"), "<program>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return ("syntax", "%s: %s" % (type(error).__name__, error))
    exec(code, module.__dict__)
    return ("loaded",)


def lookup(name):
    if name not in module.__dict__:
        return ("missing",)
    value = module.__dict__[name]
    if isinstance(value, type) and issubclass(value, Exception):
        return ("exception", class_names(value))
    enum = sys.modules.get("enum")
    if enum is not None and isinstance(value, type) and issubclass(value, enum.Enum):
        return ("enumeration", list(value))
    return ("function",) if callable(value) and not isinstance(value, Handle) else ("value", value)


def enter(value):
    return ("value", type(value).__enter__(value))


def leave(value, names, text):
    """The end of a `with`; by an exception, if there are `names` of its class and its bases."""
    error = None
    if names:
        known = [getattr(builtins, name, None) for name in names]
        error = next(kind for kind in known if isinstance(kind, type))(text)
    type(value).__exit__(value, type(error) if names else None, error, None)
    return ("value", None)


def finish(coroutine):
    import asyncio
    return ("value", asyncio.run(coroutine))


def entered(value, arguments):
    """`value`, with what was passed more than once in its places. `arguments` gets the containers
    in it, in the order of Encoder."""
    kind = type(value)
    if kind is Passed:
        return arguments.containers[value.number]
    if kind in CONTAINERS:
        arguments.add(value)
    if kind is list or kind is tuple or kind is collections.deque:
        if not PLAIN.issuperset(map(type, value)):
            items = [entered(item, arguments) for item in value]
            if kind is tuple:
                return tuple(items)
            value.clear()
            value.extend(items)
    elif kind is dict:
        for key, item in value.items():
            value[key] = entered(item, arguments)
    return value


def parts(container):
    return [*container.keys(), *container.values()] if type(container) is dict else list(container)


def changes(containers, before):
    """[number, content] of those of a call's containers that it changed in place."""
    result = []
    for number, (container, old) in enumerate(zip(containers, before)):
        new = parts(container)
        if len(new) != len(old) or not all(map(operator.is_, new, old)):
            kind = type(container)
            result.append([number, new if kind is collections.deque else kind(container)])
    return result


def call(arguments, target, positional, named=None):
    function = module.__dict__[target] if isinstance(target, str) else target
    positional, named = entered((positional, named), arguments)
    before = [parts(container) for container in arguments.containers]
    value = function(*positional, **named or {})
    return ("value", value, changes(arguments.containers, before))


def apply(target, *positional):
    """A call whose arguments nobody looks at afterwards."""
    function = module.__dict__[target] if isinstance(target, str) else target
    return ("value", function(*positional))


def iterate(value, count):
    """(shape, items, iterator of the others); objects.py says what a shape is."""
    kind = type(value)
    try:
        iterator = iter(value)
    except TypeError:
        return ("value", ("single", [], None))
    if iterator is value:
        return ("value", ("iterator", [], None))
    try:
        items = list(itertools.islice(iterator, count))
    except Exception:
        if hasattr(kind, "__iter__"):
            raise
        return ("value", ("single", [], None))  # indexed, but not from 0 to an end
    shape = "mapping" if callable(getattr(kind, "keys", None)) else "sequence"
    return ("value", (shape, items, iterator if len(items) == count else None))


def next_items(iterator, count):
    return ("value", list(itertools.islice(iterator, count)))


def set_attribute(value, name, item):
    setattr(value, name, item)
    return ("value", None)


def refill_attribute(value, name, content):
    refill(getattr(value, name), content)
    return ("value", None)


def operate(name, *operands):
    """An operator, by its name in the library, or a conversion."""
    function = getattr(operator, "__%s__" % name, None) or getattr(builtins, name)
    return ("value", function(*operands))


OPERATIONS = {
    "load": load,
    "lookup": lookup,
    "apply": apply,
    "iterate": iterate,
    "next": next_items,
    "operate": operate,
    "evaluate": lambda name, text: ("value", getattr(builtins, name)(text, module.__dict__)),
    "compare": operate,
    "enter": enter,
    "leave": leave,
    "finish": finish,
    "instance": lambda value, kind: ("value", isinstance(value, kind)),
    "subclass": lambda kind, base: ("value", issubclass(kind, base)),
    "data": lambda value: ("value", plain(value, next(b for b in BASES if isinstance(value, b)))),
    "text": lambda value, kind: ("value", {"str": str, "repr": repr}[kind](value)),
    "length": lambda value: ("value", len(value) if hasattr(type(value), "__len__") else None),
    "truth": lambda value: ("value", truth(value)),
    "refill": refill_attribute,
    "get": lambda value, name: ("value", getattr(value, name)),
    "set": set_attribute,
}


call_cpu_s = 0.0


def limit_call(cpu_s):
    """The CPU time of what follows; 0: only that of the whole is limited."""
    global call_cpu_s
    if cpu_s or call_cpu_s:
        signal.setitimer(signal.ITIMER_PROF, cpu_s)
        call_cpu_s = cpu_s


def serve(request):
    try:
        cpu_s, operation, *rest = requests.decode(request)
        limit_call(cpu_s)
        arguments = None
        if operation == "call":
            arguments = Arguments()
            reply = call(arguments, *rest)
        else:
            reply = OPERATIONS[operation](*rest)
        reply = encode(reply, keep, MAX_DEPTH, keep_derived, arguments)
        if len(reply) > MAX_FRAME:
            raise Malformed("a value is longer than %d bytes" % MAX_FRAME)
        return reply
    except BaseException as error:
        return encode(describe(error), keep, MAX_DEPTH, keep_derived)


def main():
    sys.path[:] = [entry for entry in sys.path if entry]
    write_frame(REPLIES, encode(("ready",)))
    while True:
        request = read_frame(REQUESTS)
        if request is None:
            os._exit(0)
        reply = serve(request)
        try:
            sys.stdout.flush()
        except BaseException:
            pass
        write_frame(REPLIES, reply)
