# The untrusted side: runs the candidate's program and serves calls to its functions. It holds no
# test and no expected value, and what it sends are values, never verdicts. Everything here may be
# changed by the candidate; nothing here is relied upon.
import os
import sys
import types

REQUESTS, REPLIES = 3, 4
MOST_ITEMS = 1_000_000
GONE = "SystemExit"

objects = []
numbers = {}
module = types.ModuleType("candidate")


def keep(value):
    if id(value) not in numbers:
        objects.append(value)  # also keeps the id from being used again
        numbers[id(value)] = len(objects) - 1
    try:
        truth = bool(value)
    except Exception:
        truth = True
    return Handle(numbers[id(value)], truth)


def resolve(handle):
    return objects[handle.number]


def describe(error):
    try:
        text = str(error)[:300]
    except Exception:
        text = ""
    names = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"]
    if not isinstance(error, Exception):
        names = [GONE]
    return ("error", names, type(error).__name__, text)


def load(units):
    sys.modules["candidate"] = module
    for source in units:
        try:
            code = compile(source, "<program>", "exec", dont_inherit=True)
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


def iterate(value):
    if not hasattr(type(value), "__iter__") and not hasattr(type(value), "__getitem__"):
        return ("missing",)
    result = []
    for item in value:
        result.append(item)
        if len(result) > MOST_ITEMS:
            raise OverflowError("more than %d items" % MOST_ITEMS)
    return ("value", result)


def set_attribute(value, name, item):
    setattr(value, name, item)
    return ("value", None)


OPERATIONS = {
    "load": load,
    "lookup": lookup,
    "call": call,
    "iterate": iterate,
    "get": lambda value, name: ("value", getattr(value, name)),
    "set": set_attribute,
}


def serve(request):
    try:
        operation, *arguments = Decoder(request, resolve, MOST_REQUEST_DEPTH).decode()
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


main()
