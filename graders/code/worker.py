# The untrusted side: runs the candidate's program and serves calls to its functions. It holds no
# test and no expected value, and what it sends are values, never verdicts. Everything here may be
# changed by the candidate; nothing here is relied upon.
import builtins
import itertools
import os
import signal
import sys
import types

REQUESTS, REPLIES = 3, 4
MOST_ITEMS = 1_000_000
GONE = "SystemExit"

objects = []
numbers = {}
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


borrowed = {}


def use(operation, value, arguments):
    """Waits for the answer, and meanwhile serves calls that the tests' object makes."""
    write_frame(REPLIES, encode(("use", operation, value, arguments), keep))
    while True:
        request = read_frame(REQUESTS)
        if request is None:
            os._exit(0)
        kind, *rest = Decoder(request, resolve, MOST_REQUEST_DEPTH).decode()
        if kind == "used":
            return rest[0]
        if kind == "raised":
            error = getattr(builtins, rest[0], None)
            known = isinstance(error, type) and issubclass(error, Exception)
            raise (error if known else Exception)(rest[1])
        write_frame(REPLIES, serve(request))


def keep(value):
    if isinstance(value, Borrowed):
        return value._lent
    if id(value) not in numbers:
        objects.append(value)  # also keeps the id from being used again
        numbers[id(value)] = len(objects) - 1
    try:
        truth = bool(value)
    except Exception:
        truth = True
    return Handle(numbers[id(value)], truth)


def resolve(stand_in):
    if isinstance(stand_in, Handle):
        return objects[stand_in.number]
    if isinstance(stand_in, Lent):
        if stand_in.number not in borrowed:
            borrowed[stand_in.number] = Borrowed(stand_in)
        object.__setattr__(borrowed[stand_in.number], "_lent", stand_in)  # its truth of today
        return borrowed[stand_in.number]
    if not stand_in.module:
        return module.__dict__[stand_in.name]
    library = __import__(stand_in.module)
    return getattr(library, stand_in.name) if stand_in.name else library


def describe(error):
    try:
        text = str(error)[:300]
    except Exception:
        text = ""
    names = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"]
    if not isinstance(error, Exception):
        names = [GONE]
    return ("error", names, type(error).__name__, text)


def load(context, source):
    """`context` is what the data set gives along with the program: it may be unfit to run alone."""
    sys.modules["candidate"] = module
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
    return ("function",) if callable(value) and not isinstance(value, Handle) else ("value", value)


def changed(before, after):
    """Containers that the call changed in place, as {position: value}."""
    result = {}
    for position, value in enumerate(after):
        if type(value) in (list, dict, set, bytearray):
            if encode(value, keep) != before[position]:
                result[position] = value
    return result


def call(target, positional, named):
    function = module.__dict__[target] if isinstance(target, str) else target
    before = [encode(value, keep) if type(value) in (list, dict, set, bytearray) else b""
              for value in positional]
    value = function(*positional, **named)
    return ("value", value, changed(before, positional))


def apply(target, *positional):
    """A call whose arguments nobody looks at afterwards."""
    function = module.__dict__[target] if isinstance(target, str) else target
    return ("value", function(*positional))


def iterate(value):
    """(shape, items); proxies.py says what a shape is."""
    kind = type(value)
    try:
        iterator = iter(value)
    except TypeError:
        return ("value", ("single", []))
    if iterator is value:
        return ("value", ("iterator", []))
    result = []
    try:
        for item in iterator:
            result.append(item)
            if len(result) > MOST_ITEMS:
                raise OverflowError("more than %d items" % MOST_ITEMS)
    except Exception:
        if hasattr(kind, "__iter__"):
            raise
        return ("value", ("single", []))  # indexed, but not from 0 to an end
    return ("value", ("mapping" if callable(getattr(kind, "keys", None)) else "sequence", result))


def next_item(iterator):
    return ("value", [item for item in itertools.islice(iterator, 1)])


def set_attribute(value, name, item):
    setattr(value, name, item)
    return ("value", None)


OPERATIONS = {
    "load": load,
    "lookup": lookup,
    "call": call,
    "apply": apply,
    "iterate": iterate,
    "next": next_item,
    "item": lambda value, key: ("value", value[key]),
    "length": lambda value: ("value", len(value) if hasattr(type(value), "__len__") else None),
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
        cpu_s, operation, *arguments = Decoder(request, resolve, MOST_REQUEST_DEPTH).decode()
        limit_call(cpu_s)
        reply = encode(OPERATIONS[operation](*arguments), keep)
        if len(reply) > MAX_FRAME:
            raise Malformed("a value is longer than %d bytes" % MAX_FRAME)
        return reply
    except BaseException as error:
        return encode(describe(error))


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
