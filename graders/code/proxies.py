# What the tests see of the candidate: proxies that call it through a pipe. Trusted; no byte of the
# candidate is executed here. A call may carry the tests' own objects (a key function, a generator):
# they are lent, and the program asks for each use of them.
import builtins
import itertools
import os
import select
import sys
import types

REQUESTS, REPLIES = 3, 4
MOST_LENT = 100_000
MOST_REASON = 600
ENDS_ITERATION = ("StopIteration", "StopAsyncIteration", "GeneratorExit")


class Failure(BaseException):
    """The program failed for good. Not an Exception, so that a test's `except` lets it pass."""

    def __init__(self, kind, reason):
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


class Channel:
    """One request, one reply; before it, the program may ask for uses of what was lent to it. The
    first failure is remembered, whatever a test does about it."""

    def __init__(self):
        self.failure = None
        self.test_cpu_s = 0.0
        self.lent = []
        self.lent_numbers = {}  # by id, which `lent` keeps from being used again

    def fail(self, kind, reason):
        if self.failure is None:
            self.failure = Failure(kind, reason)
        raise self.failure

    def receive(self):
        try:
            frame = read_frame(REPLIES)
            if frame is None:
                self.fail("gone", "the program ended before the last test")
            reply = Decoder(frame, self.resolve).decode()
        except Malformed as error:
            self.fail("runtime_error", "the program broke the protocol: %s" % error)
        if type(reply) is not tuple or not reply or type(reply[0]) is not str:
            self.fail("runtime_error", "the program broke the protocol: not a reply")
        return reply

    def resolve(self, stand_in):
        """What the program refers to: an object of its own, or one that was lent to it."""
        if isinstance(stand_in, Handle):
            return Opaque(stand_in)
        if isinstance(stand_in, Lent) and stand_in.number < len(self.lent):
            return self.lent[stand_in.number]
        raise Malformed("an object that was never lent")

    def lend(self, value):
        if isinstance(value, Opaque):
            return value._handle
        if isinstance(value, Function):
            return Named("", value.__name__)
        if isinstance(value, (type, types.BuiltinFunctionType)) and of_library(value):
            return Named(value.__module__, value.__qualname__)
        if isinstance(value, types.ModuleType) and value.__name__ in sys.stdlib_module_names:
            return Named(value.__name__, "")
        number = self.lent_numbers.get(id(value))
        if number is None:
            if len(self.lent) >= MOST_LENT:
                self.fail("runtime_error", "the program was lent more than %d objects" % MOST_LENT)
            number = self.lent_numbers[id(value)] = len(self.lent)
            self.lent.append(value)
        return Lent(number, truth(value))

    def send(self, message):
        try:
            frame = encode(message, self.lend, MOST_REQUEST_DEPTH)
            if len(frame) > MAX_FRAME:
                raise TooLarge("it has more than %d bytes" % MAX_FRAME)
        except Malformed as error:  # only what the program returned comes near the limits
            self.fail("runtime_error", "a value is too large to be passed back: %s" % error)
        if select.select([REPLIES], [], [], 0)[0]:
            # At the end of the stream this is the program's end, otherwise an unasked reply.
            self.receive()
            self.fail("runtime_error", "the program broke the protocol: an unasked reply")
        try:
            write_frame(REQUESTS, frame)
        except OSError:
            self.fail("gone", "the program ended before the last test")

    def ask(self, *request):
        if self.failure is not None:
            raise self.failure
        self.send((self.test_cpu_s,) + request)
        while True:
            reply = self.receive()
            if reply[0] != "use":
                return self.result(reply)
            self.send(self.used(reply[1:]))

    def used(self, request):
        """The program uses an object of the tests: by calling it, iterating it, or, where its class
        is the tests' own, through its public attributes. Nothing else of it can be reached."""
        if len(request) != 3 or type(request[0]) is not str or type(request[2]) is not tuple:
            self.fail("runtime_error", "the program broke the protocol: not a use")
        operation, value, arguments = request
        try:
            if id(value) not in self.lent_numbers:
                raise TypeError("an object that was not lent")
            return "used", use(operation, value, arguments)
        except Exception as error:
            return "raised", type(error).__name__, str(error)[:MOST_REASON]

    def result(self, reply):
        kind, *rest = reply
        if kind == "error" and [type(part) for part in rest] == [list, str, str]:
            self.raise_remote(*rest)
        if kind == "syntax" and [type(part) for part in rest] == [str]:
            self.fail("compile_error", rest[0])
        if kind in ("loaded", "missing", "function") and not rest:
            return kind, None
        if kind == "value" and len(rest) == 1:
            return kind, rest[0]
        if kind == "value" and len(rest) == 2 and type(rest[1]) is dict:
            return kind, (rest[0], rest[1])
        return self.fail("runtime_error", "the program broke the protocol: not a reply")

    def raise_remote(self, bases, name, text):
        """The candidate's exception, as a builtin class, so that a test can expect it."""
        if "MemoryError" in bases:
            self.fail("memory", "the program ran out of memory")
        reason = "%s: %s" % (name, text) if text else name
        if "SystemExit" in bases:
            self.fail("runtime_error", "the program left before the last test: " + reason)
        if any(base in ENDS_ITERATION for base in bases):
            # Raised here, it would end a `map` or `all` of the test early, and so pass it.
            self.fail("runtime_error", "the program raised " + reason)
        for base in bases:
            kind = getattr(builtins, base, None) if type(base) is str else None
            if isinstance(kind, type) and issubclass(kind, Exception):
                try:
                    error = kind(text)
                except TypeError:  # UnicodeDecodeError and its like take more
                    continue
                error.remote = reason
                raise error
        self.fail("runtime_error", reason)


channel = Channel()


class Opaque:
    """An object that stays in the worker. It has a truth value, can be iterated, indexed, called and
    passed back, and equals nothing but itself: a foreign __eq__, __contains__ or __lt__ never
    decides. The items of a container are asked for once, until a method of it is called, so that its
    length, its items and their order cannot contradict each other; those of an iterator come one by
    one, it may have no end."""

    __slots__ = ("_handle", "_shape", "_items", "_asked")

    def __init__(self, handle):
        object.__setattr__(self, "_handle", handle)
        object.__setattr__(self, "_shape", None)
        object.__setattr__(self, "_items", None)
        object.__setattr__(self, "_asked", [])

    def __bool__(self):
        return self._handle.truth

    def __iter__(self):
        shape = shape_of(self)
        if shape == "single":
            raise TypeError("the program's object is not iterable")
        return one_by_one(self) if shape == "iterator" else iter(self._items)

    def __next__(self):
        if shape_of(self) != "iterator":
            raise TypeError("the program's object is not an iterator")
        items = channel.ask("next", self)[1]
        if type(items) is not list or len(items) > 1:
            channel.fail("runtime_error", "the program broke the protocol: not a next item")
        if not items:
            raise StopIteration
        return items[0]

    def __len__(self):
        if shape_of(self) in ("sequence", "mapping"):
            return len(self._items)
        length = channel.ask("length", self)[1] if self._shape == "single" else None
        if length is None:
            raise TypeError("the program's object has no len()")
        if type(length) is not int or length < 0:
            channel.fail("runtime_error", "the program broke the protocol: not a length")
        return length

    def __getitem__(self, key):
        if shape_of(self) == "sequence" and isinstance(key, (int, slice)):
            return self._items[key]
        known = [item for other, item in self._asked if type(other) is type(key) and other == key]
        if known:
            return known[0]
        item = channel.ask("item", self, key)[1]
        self._asked.append((key, item))
        return item

    def __call__(self, *positional, **named):
        return call(self, positional, named)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        object.__setattr__(self, "_shape", None)
        return channel.ask("get", self, name)[1]

    def __setattr__(self, name, value):
        object.__setattr__(self, "_shape", None)
        channel.ask("set", self, name, value)

    def __repr__(self):
        return "<object of the program>"


def shape_of(opaque):
    """How it can be iterated: "single" (not at all), "iterator", "sequence" or "mapping"."""
    if opaque._shape is None:
        kind, reply = channel.ask("iterate", opaque)
        shape, items = reply if type(reply) is tuple and len(reply) == 2 else (None, None)
        if shape not in ("single", "iterator", "sequence", "mapping") or type(items) is not list:
            channel.fail("runtime_error", "the program broke the protocol: not a list")
        object.__setattr__(opaque, "_shape", shape)
        object.__setattr__(opaque, "_items", items)
        object.__setattr__(opaque, "_asked", [])
    return opaque._shape


def one_by_one(iterator):
    while True:
        try:
            item = next(iterator)
        except StopIteration:
            return
        yield item


class Function:
    """The proxy of a function or class of the candidate."""

    def __init__(self, name):
        self.__name__ = name

    def __call__(self, *positional, **named):
        return call(self.__name__, positional, named)


def truth(value):
    try:
        return bool(value)
    except Exception:
        return True


def of_library(value):
    return value.__module__ in sys.stdlib_module_names and "." not in value.__qualname__


def own_attribute(value, name):
    """Whether a program may reach for it: of an instance of a class of the tests, and public."""
    return (type(value).__module__ == "tests" and not isinstance(value, type)
            and type(name) is str and not name.startswith("_"))


def callable_by_program(value):
    return callable(value) and (not isinstance(value, type) or value.__module__ == "tests")


def use(operation, value, arguments):
    if operation == "call" and callable_by_program(value) and len(arguments) == 2:
        return value(*arguments[0], **arguments[1])
    if operation == "iterate" and not arguments and hasattr(type(value), "__iter__"):
        return iter(value)
    if operation == "next" and not arguments and hasattr(type(value), "__next__"):
        return [item for item in itertools.islice(value, 1)]
    if operation == "get" and len(arguments) == 1 and own_attribute(value, *arguments):
        return getattr(value, arguments[0])
    if operation == "set" and len(arguments) == 2 and own_attribute(value, arguments[0]):
        return setattr(value, *arguments)
    raise AttributeError("an object of the tests that cannot be used so")


def call(target, positional, named):
    kind, result = channel.ask("call", target, positional, named)
    if kind != "value" or type(result) is not tuple or len(result) != 2:
        channel.fail("runtime_error", "the program broke the protocol: not a reply to a call")
    value, changed = result
    for position, content in changed.items():
        if type(position) is int and 0 <= position < len(positional):
            copy_back(positional[position], content)
    return value


def copy_back(argument, content):
    """A function may change its argument in place, and a test may look."""
    if type(argument) is not type(content):
        return
    if type(argument) in (list, bytearray):
        argument[:] = content
    elif type(argument) in (dict, set):
        argument.clear()
        argument.update(content)


class Names(dict):
    """Globals of the tests. A name that they do not bind is a function of the candidate, a module
    of the library (ours, never the candidate's: `math.isclose` must not lie), or a value of the
    candidate. Builtins are ours too, except in `shadowed`."""

    def __init__(self, names, shadowed):
        super().__init__(names)
        self.shadowed = shadowed

    def __missing__(self, name):
        if hasattr(builtins, name) and name not in self.shadowed:
            raise KeyError(name)
        try:
            kind, value = channel.ask("lookup", name)
        except Exception as error:  # a KeyError from here would mean: look among the builtins
            channel.fail("runtime_error", "the program raised %s where '%s' was looked up"
                         % (getattr(error, "remote", error), name))
        if kind == "function":
            value = Function(name)
        elif name in sys.stdlib_module_names:
            value = __import__(name)
        elif kind != "value":
            channel.fail("runtime_error", "the program does not define '%s'" % name)
        else:
            return value  # not stored: it may change between tests
        self[name] = value
        return value
