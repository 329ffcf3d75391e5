# What the tests see of the candidate: proxies that call it through a pipe. Trusted; no byte of the
# candidate is executed here. A call may carry the tests' own objects (a key function, a generator):
# they are lent, and the program asks for each use of them.
import builtins
import collections
import itertools
import operator
import os
import re
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
        self.replies = Decoder(self.resolve)
        self.unasked = select.poll()
        self.unasked.register(REPLIES, select.POLLIN)
        self.arguments = None  # of the call that waits for its reply
        self.texts = None  # of the program, by id, all that came, where tests evaluate texts
        self.own_texts = None  # which stand in those tests, or were sent before they could be its
        self.objects = {}  # of the program, by number
        self.exceptions = {}  # classes of the tests' own that stand for the program's
        self.uses = 0  # of what may change objects of the program
        self.remarks = []  # on what a test asked for and did not get
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
            reply = self.replies.decode(frame)
        except Malformed as error:
            self.fail("runtime_error", "the program broke the protocol: %s" % error)
        if type(reply) is not tuple or not reply or type(reply[0]) is not str:
            self.fail("runtime_error", "the program broke the protocol: not a reply")
        if self.texts is not None:
            self.texts.update((id(text), text) for text in texts_in(reply[1:]))
        return reply

    def resolve(self, stand_in):
        """What the program refers to: an object of its own, one that was lent to it, or a container
        of the call that it answers."""
        if isinstance(stand_in, Handle):
            return self.object_of(stand_in)
        if isinstance(stand_in, Lent) and 0 <= stand_in.number < len(self.lent):
            return self.lent[stand_in.number]
        if isinstance(stand_in, Passed) and self.arguments is not None:
            if 0 <= stand_in.number < len(self.arguments.containers):
                return self.arguments.containers[stand_in.number]
        raise Malformed("an object that was never lent")

    def object_of(self, handle):
        """The same one for the same number."""
        known = self.objects.get(handle.number)
        if known is None:
            known = proxy(handle)
            if isinstance(known, Opaque):
                self.objects[handle.number] = known
        elif known._own_handle.data == handle.data:
            told(known, handle)
        return known

    def remark(self, text):
        if text not in self.remarks:
            self.remarks.append(text)

    def lend(self, value):
        handle = handle_of(value)
        if handle is not None:
            return handle
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

    def send(self, message, arguments=None):
        try:
            frame = encode(message, self.lend, MOST_REQUEST_DEPTH, handle_of, arguments,
                           arguments is not None)
            if len(frame) > MAX_FRAME:
                raise TooLarge("it has more than %d bytes" % MAX_FRAME)
        except Malformed as error:  # only what the program returned comes near the limits
            self.fail("runtime_error", "a value is too large to be passed back: %s" % error)
        if self.unasked.poll(0):
            # At the end of the stream this is the program's end, otherwise an unasked reply.
            self.receive()
            self.fail("runtime_error", "the program broke the protocol: an unasked reply")
        try:
            write_frame(REQUESTS, frame)
        except OSError:
            self.fail("gone", "the program ended before the last test")

    def ask(self, *request, arguments=None):
        """`arguments` gets the containers that the request passes, to which the reply may refer."""
        if self.failure is not None:
            raise self.failure
        if self.texts is not None:
            self.own_texts.update(filter(surely_own, texts_in(request)))
        self.send((self.test_cpu_s,) + request, arguments)
        while True:
            self.arguments = arguments
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
        if kind in ("value", "exception") and len(rest) == 1:
            return kind, rest[0]
        if kind == "value" and len(rest) == 2 and type(rest[1]) is list:
            return kind, rest
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
        kind = exception_class(bases)
        if kind is None:
            self.fail("runtime_error", reason)
        error = kind(text)
        error.remote = reason
        raise error


channel = Channel()


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


def has_operator(value, name):
    """Whether a class of the tests has it; and all objects can be compared to be the same."""
    return type(name) is str and name in BORROWED_OPERATORS and (
        type(value).__module__ == "tests" and hasattr(type(value), "__%s__" % name))


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
    if operation == "operate" and has_operator(value, *arguments[:1]):
        return (len if arguments[0] == "len" else getattr(operator, arguments[0]))(
            value, *arguments[1:])
    error = AttributeError if operation in ("get", "set") else TypeError
    raise error("an object of the tests that cannot be used so")


def call(target, positional, named):
    channel.uses += 1
    arguments = Arguments()
    kind, result = channel.ask("call", target, positional, *([named] if named else []),
                               arguments=arguments)
    if kind != "value" or type(result) is not list or len(result) != 2:
        channel.fail("runtime_error", "the program broke the protocol: not a reply to a call")
    value, changes = result
    for change in changes:
        if type(change) is not list or len(change) != 2 or type(change[0]) is not int:
            channel.fail("runtime_error", "the program broke the protocol: not a change")
        copy_back(arguments.containers, *change)
    return value


def copy_back(containers, number, content):
    """A function may change its arguments in place, and a test may look."""
    container = containers[number] if 0 <= number < len(containers) else None
    kind = type(container)
    if type(content) is not (list if kind is collections.deque else kind):
        channel.fail("runtime_error", "the program broke the protocol: not a change")
    if kind is list or kind is bytearray:
        container[:] = content
    else:
        container.clear()
        container.extend(content) if kind is collections.deque else container.update(content)


def exception_class(names):
    """What stands for a class of the program's exceptions: the first of `names`, which are those of
    its bases too. The program's own begin with a dot; others are built in, or not to be had."""
    for at, name in enumerate(names):
        own = type(name) is str and name[:1] == "." and name[1:].isidentifier()
        if own and name in channel.exceptions:
            return channel.exceptions[name]
        kind = None if own or type(name) is not str else getattr(builtins, name, None)
        if own:
            base = exception_class(names[at + 1:])
            if base is not None:
                channel.exceptions[name] = type(name[1:], (base,), {"__module__": "candidate"})
            return base and channel.exceptions[name]
        if isinstance(kind, type) and issubclass(kind, Exception):
            try:
                kind("")
            except TypeError:  # UnicodeDecodeError and its like take more
                continue
            return kind
    return None


def texts_in(value, levels=MOST_REQUEST_DEPTH):
    kind = type(value)
    if issubclass(kind, str):
        yield value
    elif issubclass(kind, (bytes, bytearray)):
        yield value.decode("latin-1")
    elif kind is slice:
        yield from texts_in([value.start, value.stop, value.step], levels)
    elif issubclass(kind, (list, tuple, set, frozenset, collections.deque)) and levels:
        for item in value:
            yield from texts_in(item, levels - 1)
    elif issubclass(kind, dict):
        yield from texts_in([*value.keys(), *value.values()], levels)


def surely_own(text):
    """Whether tests evaluate it themselves, whoever else knows it: else the program, which returns
    an expression as it was given, would say what its value is. Arithmetic has but one."""
    return (text in channel.own_texts or not channel.texts
            or re.fullmatch(r"[-+*/%()\[\],.<>=!\s0-9]*", text) is not None)


def is_programs(text):
    """Whether it is the program's, and so is not evaluated here. What is neither that, nor surely
    the tests' own, may contain some: that is safe on no side."""
    if isinstance(text, (Opaque, bytes, bytearray)):
        return True
    if not isinstance(text, str):
        return False
    if len(text) > 1 and id(text) in channel.texts:  # a shorter one is the same object everywhere
        return True
    if not surely_own(text):
        channel.fail("runtime_error", "the tests evaluate a text with parts that the program chose")
    return False


def evaluator(name):
    """eval, exec or compile as the tests see them: a text that the program returned is evaluated on
    its side, and gives values. Here it could end the tests, or choose their verdict."""
    def evaluate(text, *rest, **named):
        if is_programs(text):
            if rest or named:
                return call(Named("builtins", name), (text, *rest), named)
            return channel.ask("evaluate", name, text)[1]
        frame = sys._getframe(1)
        spaces = () if rest or named or name == "compile" else (frame.f_globals, frame.f_locals)
        return getattr(builtins, name)(text, *rest, *spaces, **named)
    return evaluate


EVALUATORS = {name: evaluator(name) for name in ("eval", "exec", "compile")}


class Names(dict):
    """Globals of the tests. A name that they do not bind is a function of the candidate, a module
    of the library (ours, never the candidate's: `math.isclose` must not lie), or a value of the
    candidate. Builtins are ours too, except in `shadowed`."""

    def __init__(self, names, shadowed):
        super().__init__(names)
        self.update((name, value) for name, value in EVALUATORS.items() if name not in shadowed)
        self.shadowed = shadowed

    def __missing__(self, name):
        if hasattr(builtins, name) and name not in self.shadowed:
            raise KeyError(name)
        if name in sys.stdlib_module_names and has_attributes(name):
            self[name] = __import__(name)
            return self[name]
        try:
            kind, value = channel.ask("lookup", name)
        except Exception as error:  # a KeyError from here would mean: look among the builtins
            channel.fail("runtime_error", "the program raised %s where '%s' was looked up"
                         % (getattr(error, "remote", error), name))
        if kind == "exception":
            value = exception_class(value if type(value) is list else [])
            if value is None:
                channel.fail("runtime_error", "the program broke the protocol: not an exception")
        elif kind == "function":
            value = Function(name)
        elif name in sys.stdlib_module_names:
            value = __import__(name)
        elif kind != "value":
            channel.fail("runtime_error", "the program does not define '%s'" % name)
        else:
            return value  # not stored: it may change between tests
        self[name] = value
        return value
