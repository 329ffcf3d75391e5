# The trusted side: runs the data set's tests, in which the candidate's functions are proxies that
# call through a pipe. No byte of the candidate is executed here. Prints one line "KIND REASON".
import builtins
import io
import os
import select
import sys
import types

REQUESTS, REPLIES = 3, 4
MOST_REASON = 600
ENDS_ITERATION = ("StopIteration", "StopAsyncIteration", "GeneratorExit")


class Failure(BaseException):
    """The program failed for good. Not an Exception, so that a test's `except` lets it pass."""

    def __init__(self, kind, reason):
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


class Channel:
    """One request, one reply. The first failure is remembered, whatever a test does about it."""

    def __init__(self):
        self.failure = None

    def fail(self, kind, reason):
        if self.failure is None:
            self.failure = Failure(kind, reason)
        raise self.failure

    def receive(self):
        try:
            frame = read_frame(REPLIES)
            if frame is None:
                self.fail("gone", "the program ended before the last test")
            reply = Decoder(frame, Opaque).decode()
        except Malformed as error:
            self.fail("runtime_error", "the program broke the protocol: %s" % error)
        if type(reply) is not tuple or not reply or type(reply[0]) is not str:
            self.fail("runtime_error", "the program broke the protocol: not a reply")
        return reply

    def ask(self, *request):
        if self.failure is not None:
            raise self.failure
        try:
            frame = encode(request, to_handle, MOST_REQUEST_DEPTH)
            if len(frame) > MAX_FRAME:
                raise TooLarge("it has more than %d bytes" % MAX_FRAME)
        except TooLarge as error:  # only what the program returned comes near the limits
            self.fail("runtime_error", "a value is too large to be passed back: %s" % error)
        except Malformed as error:
            self.fail("broken", "a test passes what cannot be sent: %s" % error)
        if select.select([REPLIES], [], [], 0)[0]:
            # At the end of the stream this is the program's end, otherwise an unasked reply.
            self.receive()
            self.fail("runtime_error", "the program broke the protocol: an unasked reply")
        try:
            write_frame(REQUESTS, frame)
        except OSError:
            self.fail("gone", "the program ended before the last test")
        return self.result(self.receive())

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
    """An object that stays in the worker. It has a truth value, can be iterated, called and passed
    back, and equals nothing but itself: a foreign __eq__ or __contains__ never decides."""

    __slots__ = ("_handle", "_items")

    def __init__(self, handle):
        object.__setattr__(self, "_handle", handle)
        object.__setattr__(self, "_items", None)

    def __bool__(self):
        return self._handle.truth

    def __iter__(self):
        if self._items is None:
            kind, items = channel.ask("iterate", self)
            if kind == "missing":
                raise TypeError("the program's object is not iterable")
            if type(items) is not list:
                channel.fail("runtime_error", "the program broke the protocol: not a list")
            object.__setattr__(self, "_items", items)
        return iter(self._items)

    def __len__(self):
        return len(list(iter(self)))

    def __call__(self, *positional, **named):
        return call(self, positional, named)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return channel.ask("get", self, name)[1]

    def __setattr__(self, name, value):
        channel.ask("set", self, name, value)

    def __repr__(self):
        return "<object of the program>"


class Function:
    """The proxy of a function or class of the candidate."""

    def __init__(self, name):
        self.__name__ = name

    def __call__(self, *positional, **named):
        return call(self.__name__, positional, named)


def to_handle(value):
    if isinstance(value, Opaque):
        return value._handle
    raise Malformed("a value of type %s" % type(value).__name__)


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
        kind, value = channel.ask("lookup", name)
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


def names_in(code):
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= names_in(constant)
    return names


def shadowed_builtins(asserts):
    """The function under test may be called `sum`: known by no other name standing in the tests."""
    names = set()
    for source in asserts:
        names |= names_in(compile(source, "test", "exec", dont_inherit=True))
    return names if len(names) == 1 else set()


def one_line(text):
    return " ".join(str(text).split())[:MOST_REASON]


def describe(error):
    """Its message; the name of its type where that fails: a value in it may be the program's."""
    try:
        return one_line(error)
    except BaseException:
        return type(error).__name__


def failing_line(error, name, source):
    """The line of `source` that raised, for people."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    lines = source.split("\n")
    return lines[line - 1].strip() if line and line <= len(lines) else ""


def judge(name, source, names):
    """Runs one test; the verdict if it decides, else None."""
    code = compile(source, name, "exec", dont_inherit=True)
    try:
        exec(code, names)
    except Failure as failure:
        return failure.kind, "%s: %s" % (name, failure.reason)
    except MemoryError:
        return "memory", "%s: the values to compare do not fit in memory" % name
    except BaseException as error:
        line = failing_line(error, name, source)
        if channel.failure is not None:
            return channel.failure.kind, "%s: %s" % (name, channel.failure.reason)
        remote = getattr(error, "remote", None)
        if remote is not None:
            return "runtime_error", "%s: the program raised %s in: %s" % (name, remote, line)
        if isinstance(error, AssertionError):
            text = describe(error)[:200]
            return "incorrect", "%s failed: %s%s" % (name, line, " (%s)" % text if text else "")
        return "incorrect", "%s: %s: %s in: %s" % (name, type(error).__name__, describe(error), line)
    if channel.failure is not None:
        return channel.failure.kind, "%s: %s" % (name, channel.failure.reason)
    return None


def tests_of(problem):
    """(name, source) pairs, and the tests' globals."""
    if problem["layout"] == "humaneval":
        entry = problem["entry_point"]
        names = {"__name__": "tests"}
        exec(compile(problem["prompt"] + "\n    pass\n", "prompt", "exec"), names)  # helpers
        names[entry] = Function(entry)
        return [("check", "%s\n\ncheck(%s)\n" % (problem["test"], entry))], names
    asserts = problem["asserts"]
    names = Names({"__name__": "tests"}, shadowed_builtins(asserts))
    tests = [("import", line) for line in problem["imports"]]
    tests += [("setup", problem["setup"])] if problem["setup"].strip() else []
    tests += [("test %d of %d" % (i + 1, len(asserts)), line) for i, line in enumerate(asserts)]
    return tests if asserts else [], names


def started():
    """The worker says so before it has seen a byte of the candidate."""
    try:
        return read_frame(REPLIES) == encode(("ready",))
    except Malformed:
        return False


def verdict(problem):
    if not started():
        return "not_started", "the program's process did not start"
    try:
        channel.ask("load", problem["units"])
    except Failure as failure:
        return failure.kind, failure.reason
    except Exception as error:
        return "runtime_error", "loading the program raised %s" % (
            getattr(error, "remote", None) or describe(error))
    tests, names = tests_of(problem)
    if not tests:
        return "broken", "the problem has no tests"
    for name, source in tests:
        result = judge(name, source, names)
        if result is not None:
            return result
    return "pass", "every test passed"


def main():
    sys.path[:] = [entry for entry in sys.path if entry]
    answer = os.dup(1)
    sys.stdout = io.StringIO()
    try:
        problem = Decoder(sys.stdin.buffer.read()).decode()
        kind, reason = verdict(problem)
    except Failure as failure:
        kind, reason = failure.kind, failure.reason
    except MemoryError:
        kind, reason = "memory", "the values to compare do not fit in memory"
    except BaseException as error:
        kind = "broken"
        reason = "the tests themselves failed: %s: %s" % (type(error).__name__, describe(error))
    os.write(answer, ("%s %s\n" % (kind, one_line(reason))).encode("utf-8", "replace"))
    os._exit(0)


main()
