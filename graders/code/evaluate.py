# eval, exec and compile as the tests see them: a text that the program returned is evaluated on its
# side, and gives values. Here it could end the tests, or choose their verdict. Trusted.
import ast
import builtins
import collections
import sys
import types

# What a text may say that could be made of the program's values: nothing but the value of it.
HARMLESS_PARTS = (ast.Expression, ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.Load,
                  ast.UnaryOp, ast.unaryop, ast.BinOp, ast.operator, ast.BoolOp, ast.boolop,
                  ast.Compare, ast.cmpop, ast.IfExp, ast.Subscript, ast.Slice)
HARMLESS_CALLS = {name: getattr(builtins, name) for name in (
    "abs", "bool", "dict", "divmod", "float", "int", "len", "list", "max", "min", "pow", "range",
    "round", "set", "sorted", "str", "sum", "tuple")}


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
    an expression as it was given, would say what its value is."""
    return not channel.has_returned or text in channel.own_texts


def is_harmless(text):
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    functions = [part.func for part in ast.walk(tree) if isinstance(part, ast.Call)]
    return all(isinstance(part, HARMLESS_PARTS) or isinstance(part, ast.Call) and not part.keywords
               or part in functions and isinstance(part, ast.Name) and part.id in HARMLESS_CALLS
               for part in ast.walk(tree))


def is_programs(text):
    """Whether it is the program's own text, by which it is evaluated."""
    if isinstance(text, (Opaque, bytes, bytearray)):
        return True
    # A shorter one is the same object everywhere.
    return isinstance(text, str) and len(text) > 1 and id(text) in (channel.texts or ())


def refuse():
    channel.fail("runtime_error", "the tests evaluate a text with parts that the program chose")


BUILT_IN = {name: getattr(builtins, name) for name in ("eval", "exec", "compile")}


def evaluator(name):
    def evaluate(text, *rest, **named):
        if isinstance(text, ast.AST):
            text = ast.unparse(text)  # of which it was not seen where it is from
        if is_programs(text):
            if any(isinstance(space, Names) for space in rest):
                rest = ()  # the tests' own globals are not for the program
            if rest or named:
                return call(Named("builtins", name), (text, *rest), named)
            return channel.ask("evaluate", name, text)[1]
        frame = sys._getframe(1)
        spaces = () if rest or named or name == "compile" else (frame.f_globals, frame.f_locals)
        if isinstance(text, types.CodeType):
            if text not in channel.own_codes:
                refuse()
        elif not surely_own(text):
            if not is_harmless(text):
                refuse()
            if name == "eval":
                return eval(text.strip(), {"__builtins__": HARMLESS_CALLS})
        value = BUILT_IN[name](text, *rest, *spaces, **named)
        if isinstance(value, types.CodeType):
            channel.own_codes.append(value)
        return value
    return evaluate


EVALUATORS = {name: evaluator(name) for name in BUILT_IN}


def guard_builtins():
    """For tests that reach for `builtins.eval`; for all others it is what it was."""
    def guarded(name):
        def evaluate(*arguments, **named):
            frame = sys._getframe(1)
            if frame.f_globals.get("__name__") == "tests":
                if len(arguments) == 1 and name != "compile":
                    arguments += (frame.f_globals, frame.f_locals)
                return EVALUATORS[name](*arguments, **named)
            if len(arguments) == 1 and name != "compile":
                arguments += (frame.f_globals, frame.f_locals)
            return BUILT_IN[name](*arguments, **named)
        return evaluate

    for name in BUILT_IN:
        setattr(builtins, name, guarded(name))


PLAIN_CLASSES = {
    "builtins": {"bytearray", "complex", "frozenset", "range", "set", "slice"},
    "collections": {"Counter", "OrderedDict", "defaultdict", "deque"},
    "datetime": {"date", "datetime", "time", "timedelta", "timezone"},
    "decimal": {"Decimal"}, "fractions": {"Fraction"},
}


def guard_pickle():
    """What is read from a pickle is data: all else in it is code, and may be the program's."""
    import io
    import pickle

    class Reader(pickle.Unpickler):
        def find_class(self, module, name):
            if name not in PLAIN_CLASSES.get(module, ()):
                channel.fail("runtime_error", "the tests read a pickle that names '%s'" % name)
            return super().find_class(module, name)

    pickle.Unpickler = Reader
    pickle.load = lambda file, **named: Reader(file, **named).load()
    pickle.loads = lambda data, **named: Reader(io.BytesIO(data), **named).load()
