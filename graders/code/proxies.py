# What the tests see of the candidate: proxies that call it through a pipe. Trusted; no byte of the
# candidate is executed here. A call may carry the tests' own objects (a key function, a generator):
# they are lent, and the program asks for each use of them.
import builtins
import collections
import itertools
import operator
import os
import select
import sys
import types

REQUESTS, REPLIES = 3, 4
MOST_LENT = 100_000
MOST_REASON = 600
# Requests that pass objects to code which may change them.
TOUCHING = {"call", "apply", "set", "operate", "evaluate", "enter", "leave", "finish"}
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
        self.touches = False  # whether the request may change objects that it passes
        self.source = None  # of the objects in the reply, see is_same
        self.texts = None  # of the program, by id, all that came, where tests evaluate texts
        self.own_texts = None  # which stand in those tests, or were sent before they could be its
        self.own_codes = []  # that those tests compiled
        self.has_returned = False  # anything of which a text could be made
        self.classes = set()  # names of those under test
        self.objects = {}  # of the program, by number
        self.members = {}  # of its enumerations, by class and name
        self.exceptions = {}  # classes of the tests' own that stand for the program's
        self.uses = 0  # of what may change objects of the program
        self.shown = []  # containers that are attributes of its objects: what the tests may change
        self.has_results = False  # whether a function of the program was called in this test
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
            self.has_returned |= reply[0] in ("value", "use", "error")
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
        """The same one for the same number, where it may be."""
        if handle.member:
            member = self.members.get(tuple(handle.member[:2]))
            if member is not None and member._own_handle.member == handle.member:
                return member
        known = self.objects.get(handle.number)
        if known is None or not self.is_same(known):
            known = proxy(handle)
            if isinstance(known, Opaque):
                object.__setattr__(known, "_own_source", self.source)
                self.objects[handle.number] = known
        elif known._own_handle.data == handle.data:
            told(known, handle)
        return known

    def is_same(self, known):
        """Whether an object that is here already may be what a call gave: the tests passed it to the
        program, or that call gave it before. Else the program would say that what one function
        returned and what the tests made, or another function returned, were equal."""
        if self.source is None:
            return True
        if self.source[0] == "make":
            return known._own_source == self.source
        return known._own_touched or known._own_source in (None, self.source)

    def remark(self, text):
        if text not in self.remarks:
            self.remarks.append(text)

    def lend(self, value):
        handle = handle_of(value)
        if handle is not None:
            if self.touches and isinstance(value, Opaque):
                object.__setattr__(value, "_own_touched", True)
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

    def ask(self, *request, arguments=None, source=None):
        """`arguments` gets the containers that the request passes, to which the reply may refer.
        `source` is for is_same."""
        if self.failure is not None:
            raise self.failure
        if self.shown:
            self.return_changes()
        if self.texts is not None:
            self.own_texts.update(filter(surely_own, texts_in(request)))
        self.touches = request[0] in TOUCHING
        self.send((self.test_cpu_s,) + request, arguments)
        while True:
            self.arguments, self.source = arguments, source
            reply = self.receive()
            if reply[0] != "use":
                return self.result(reply)
            self.send(self.used(reply[1:]))

    def show(self, owner, name, container):
        self.shown.append((owner, name, container, self.as_sent(container)))

    def as_sent(self, container):
        return encode(container, self.lend, MOST_REQUEST_DEPTH, handle_of)

    def return_changes(self):
        """What the tests changed in the attributes of an object, as `s.items.append(1)` does."""
        shown, self.shown = self.shown, []
        for owner, name, container, before in shown:
            if self.as_sent(container) != before:
                self.uses += 1
                self.ask("refill", owner, name, container)
            elif owner._own_uses == self.uses:
                self.shown.append((owner, name, container, before))

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
        if kind == "error" and [type(part) for part in rest[:3]] == [list, str, str]:
            self.raise_remote(*rest)
        if kind == "syntax" and [type(part) for part in rest] == [str]:
            self.fail("compile_error", rest[0])
        if kind in ("loaded", "missing", "function") and not rest:
            return kind, None
        if kind in ("value", "exception", "enumeration") and len(rest) == 1:
            return kind, rest[0]
        if kind == "value" and len(rest) == 2 and type(rest[1]) is list:
            return kind, rest
        return self.fail("runtime_error", "the program broke the protocol: not a reply")

    def raise_remote(self, bases, name, text, details):
        """The candidate's exception, as a builtin class, so that a test can expect it, with its
        arguments and attributes where they are data."""
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
        arguments, attributes = details if is_details(details) else ((text,), {})
        try:
            error = kind(*arguments)
        except Exception:
            error = kind(text)
        for attribute, value in attributes.items():
            if not hasattr(error, attribute):
                setattr(error, attribute, value)
        error.remote, error.remote_text = reason, text
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


def is_details(details):
    return (type(details) is tuple and [type(part) for part in details] == [tuple, dict]
            and all(type(name) is str for name in details[1]))


def call(target, positional, named, source=("call", None)):
    channel.uses += 1
    arguments = Arguments()
    kind, result = channel.ask("call", target, positional, *([named] if named else []),
                               arguments=arguments, source=source)
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
    refill(container, content)


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
                channel.exceptions[name] = type(name[1:], (base,), {
                    "__module__": "candidate", "__str__": lambda error: error.remote_text})
            return base and channel.exceptions[name]
        if isinstance(kind, type) and issubclass(kind, Exception):
            try:
                kind("")
            except TypeError:  # UnicodeDecodeError and its like take more
                continue
            return kind
    return None


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
        if name in OTHER_LIBRARIES and has_attributes(name):
            channel.fail("runtime_error", "the tests use '%s' without importing it" % name)
        if is_helper(name):
            self[name] = getattr(__import__(HELPERS[name]), name)
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
        elif kind == "enumeration":
            value = Enumeration(name, value if type(value) is list else [])
        elif name in sys.stdlib_module_names:
            value = __import__(name)
        elif kind != "value":
            channel.fail("runtime_error", "the program does not define '%s'" % name)
        else:
            return value  # not stored: it may change between tests
        self[name] = value
        return value
