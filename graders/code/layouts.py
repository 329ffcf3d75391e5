# The tests of each layout as (name, source, run) triples: `run` raises if the test fails, `source` is
# what it runs, for people. Trusted, like the tests themselves.
import ast
import functools
import json
import math
import re
import time

MOST_SHOWN = 200
BY_TEXT = {"eval", "exec", "globals", "locals", "vars", "__builtins__", "builtins", "sys"}
BUILTINS = {"builtins", "__builtins__", "globals", "vars"}  # by which eval can be reached
# EvalPlus: seconds for one input, or a multiple of what the reference took.
LEAST_TEST_CPU_S = 4.0
REFERENCE_FACTOR = 4.0


class Broken(Exception):
    """The tests themselves are unfit: the data set's fault, never the program's."""


class Compiled:
    """A part of the tests, with what was found out about it."""

    def __init__(self, source, name):
        self.source = source
        self.name = name
        text = source if name in ("prompt", "reference") else in_order(source)
        self.code = compile(text, name, "exec", dont_inherit=True)
        self.names = names_in(self.code)
        self.may_use = {}  # by the prompt
        self.leaves_no_trace = None

    @functools.cached_property
    def tree(self):
        return ast.parse(self.source)


compiled_codes = []  # of the problem
known_codes = {}  # of all problems of this process: many programs are tested by the same tests


def compiled(source, name):
    known = known_codes.get((source, name))
    if known is None:
        known = known_codes[source, name] = Compiled(source, name)
    compiled_codes.append(known)
    return known


def names_in(code):
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= names_in(constant)
    return names


def constants_in(constants):
    """The texts that stand in them."""
    for constant in constants:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, (tuple, frozenset)):
            yield from constants_in(constant)
        elif isinstance(constant, types.CodeType):
            yield from constants_in(constant.co_consts)


def shadowed_builtins(asserts):
    """The function under test may be called `sum`: known by no other name standing in the tests."""
    names = set()
    for source in asserts:
        names |= names_in(compile(source, "test", "exec", dont_inherit=True))
    return names if len(names) == 1 else set()


def tests_of(problem):
    return {"asserts": asserts_tests, "humaneval": humaneval_tests, "evalplus": evalplus_tests,
            "functional": functional_tests}[problem["layout"]](problem)


def watch_texts():
    """Where the tests evaluate some: which of them are the program's."""
    if any("pickle" in known.names for known in compiled_codes):
        guard_pickle()
    if any(not BUILTINS.isdisjoint(known.names) for known in compiled_codes):
        guard_builtins()
    if any(not (BUILTINS | EVALUATORS.keys()).isdisjoint(known.names) for known in compiled_codes):
        channel.texts = {}
        channel.own_texts = set(constants_in(known.code for known in compiled_codes))


def source_test(name, source, names):
    code = compiled(source, name).code
    return name, source, lambda: exec(code, names)


def numbered(index, count):
    return "test %d of %d" % (index + 1, count)


def asserts_tests(problem):
    asserts = problem["asserts"]
    names = Names({"__name__": "tests"}, shadowed_builtins(asserts))
    tests = [source_test("import", line, names) for line in problem["imports"]]
    if problem["setup"].strip():
        tests.append(source_test("setup", problem["setup"], names))
    tests += [source_test(numbered(i, len(asserts)), line, names)
              for i, line in enumerate(asserts)]
    return tests if asserts else []


def helpers(prompt):
    """What the prompt defines beside the function: all of it, as far as it can run alone."""
    names = {"__name__": "tests", **EVALUATORS}
    for ending in ("\n    pass\n", "\n"):
        try:
            exec(compiled(prompt + ending, "prompt").code, names)
            break
        except Exception:
            pass
    return names


def may_use(known, prompt, entry):
    """Whether tests can see what `prompt` defines. It is also text: a word of it may be no name."""
    if prompt not in known.may_use:
        known.may_use[prompt] = can_use(known.names - {entry, "check"}, prompt)
    return known.may_use[prompt]


def can_use(names, prompt):
    return (not names.isdisjoint(BY_TEXT) or not names.isdisjoint(re.findall(r"\w+", prompt))
            or re.search(r"import[\s(]*\*", prompt) is not None)


def humaneval_tests(problem):
    entry, prompt = problem["entry_point"], problem["prompt"]
    names = Names({"__name__": "tests"}, set())
    test = source_test("test", problem["test"], names)
    if may_use(compiled_codes[-1], prompt, entry):
        names.update(helpers(prompt))
    names[entry] = Function(entry)
    names.pop("check", None)

    def check():
        if not callable(names.get("check")):
            raise Broken("the test does not define check(candidate)")
        names["check"](names[entry])

    return [test, ("check", problem["test"], check)]


def clipped(value):
    try:
        text = repr(value)
    except BaseException:
        text = "a value of type %s" % type(value).__name__
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + "..."


def require(equal, got, expected):
    if not equal:
        raise AssertionError("got %s, expected %s" % (clipped(got), clipped(expected)))


def parsed(text):
    """JSON as Python reads it: integers of any length."""
    sys.set_int_max_str_digits(0)
    try:
        return json.loads(text)
    finally:
        sys.set_int_max_str_digits(4300)


def functional_tests(problem):
    """LiveCodeBench: the method of one Solution, or a function of that name. A tuple counts as the
    list that JSON can write."""
    target = []

    def run(arguments, expected):
        if not target:
            solution = channel.ask("lookup", "Solution")[0] == "function"
            entry = problem["entry_point"]
            target.append(getattr(Function("Solution")(), entry) if solution else entry)
        given = [parsed(line) for line in arguments.split("\n")]
        got = channel.ask("apply", target[0], *given)[1]
        wanted = parsed(expected)
        require((list(got) if isinstance(got, tuple) else got) == wanted, got, wanted)

    pairs = list(zip(problem["inputs"], problem["outputs"]))
    return [(numbered(i, len(pairs)), arguments,
             lambda arguments=arguments, expected=expected: run(arguments, expected))
            for i, (arguments, expected) in enumerate(pairs)]


def evalplus_tests(problem):
    entry = problem["entry_point"]
    names = {"__name__": "reference"}
    exec(compiled(problem["reference"], "reference").code, names)
    if not callable(names.get(entry)):
        raise Broken("the reference solution does not define '%s'" % entry)
    atol = float(problem["abs_tol"])
    equal = special_rule(problem["comparison"].partition("/")[0], entry) or plain_rule

    def run(text):
        arguments = arguments_of(problem, text)
        started = time.process_time()
        expected = names[entry](*arguments_of(problem, text))
        spent = time.process_time() - started
        channel.test_cpu_s = max(LEAST_TEST_CPU_S, REFERENCE_FACTOR * spent)
        got = channel.ask("apply", entry, *arguments)[1]
        require(equal(got, expected, arguments, atol), got, expected)

    inputs = problem["inputs"]
    return [(numbered(i, len(inputs)), "%s(*%s)" % (entry, text[:MOST_SHOWN]),
             lambda text=text: run(text)) for i, text in enumerate(inputs)]


def arguments_of(problem, text):
    """Fresh at each call: a function may change its arguments."""
    data_set, _, number = problem["comparison"].partition("/")
    arguments = parsed(text)
    return mbpp_arguments(int(number), arguments) if data_set == "mbpp" else arguments


def tuples(value, levels):
    """Lists as tuples, `levels` deep from the innermost of that many: JSON has no tuples."""
    if not isinstance(value, list):
        return value
    return [tuples(item, levels - 1) for item in value] if levels else tuple(value)


def all_tuples(value):
    return tuple(all_tuples(item) for item in value) if isinstance(value, list) else value


# MBPP+ by task: which arguments are not what JSON makes of them. Source: evalplus/data/mbpp.py.
EACH_A_TUPLE = {2, 116, 132, 143, 222, 261, 273, 394, 399, 421, 424, 429, 470, 560, 579, 596, 616,
                630, 726, 740, 744, 809}
EACH_OF_TUPLES = {63, 64, 70, 94, 120, 237, 272, 299, 400, 409, 417, 438, 473, 614, 780}
FIRST_OF_TUPLES = {75, 413, 444, 753}
SECOND_A_TUPLE = {106, 750}
FIRST_A_TUPLE = {250, 307, 405, 446, 617, 720, 763, 808}
EACH_A_TUPLE_OF_TUPLES = {259, 401, 445}
ALL_TUPLES = {580, 615, 791}


def mbpp_arguments(task, arguments):
    first, rest = arguments[0], arguments[1:]
    if task in EACH_A_TUPLE:
        return [tuple(argument) for argument in arguments]
    if task in EACH_OF_TUPLES:
        return [tuples(argument, 1) for argument in arguments]
    if task in FIRST_OF_TUPLES:
        return [tuples(first, 1)] + rest
    if task in SECOND_A_TUPLE:
        return [first, tuple(rest[0])]
    if task in FIRST_A_TUPLE:
        return [tuple(first)] + rest
    if task in EACH_A_TUPLE_OF_TUPLES:
        return [tuple(tuples(argument, 1)) for argument in arguments]
    if task in ALL_TUPLES:
        return list(all_tuples(arguments))
    if task == 115:
        return [[set(item) if isinstance(item, list) and item else {} for item in first]]
    if task == 124:
        return [float(first), complex(rest[0])]
    if task == 252:
        return [complex(first)]
    if task == 278:
        return [tuple(tuples(first, 1))]
    if task == 722:
        return [{key: tuple(value) for key, value in first.items()}] + rest
    return arguments


# EvalPlus's rules of comparison, as its evaluation states them.

def is_floats(value):
    if isinstance(value, (list, tuple)):
        return all(isinstance(item, float) for item in value)
    return isinstance(value, float)


def close(got, expected, atol):
    """Of the same shape, and each number within atol + 1e-7 |expected|."""
    if isinstance(expected, (list, tuple)):
        return len(got) == len(expected) and all(
            close(one, other, atol) for one, other in zip(got, expected))
    if not isinstance(got, (int, float, complex)) or not isinstance(expected,
                                                                    (int, float, complex)):
        return False
    bound = atol + 1e-7 * abs(expected)
    return got == expected or (math.isfinite(bound) and abs(got - expected) <= bound)


def plain_rule(got, expected, arguments, atol):
    if got == expected:
        return True
    if atol == 0 and is_floats(expected):
        atol = 1e-6
    return atol != 0 and type(got) is type(expected) and close(got, expected, atol)


def root_rule(got, expected, arguments, atol):
    """find_zero: any root will do."""
    coefficients, = arguments
    value = sum(c * math.pow(got, power) for power, c in enumerate(coefficients))
    return abs(value) <= atol


def set_rule(got, expected, arguments, atol):
    return set(got) == set(expected)


def presence_rule(got, expected, arguments, atol):
    """The reference returns a match or None; a program may as well return a truth value."""
    found = expected is not None
    return got == found if isinstance(got, bool) else found == (got is not None)


def surface_rule(got, expected, arguments, atol):
    edge, height = arguments
    slant = math.sqrt((edge / 2) ** 2 + height ** 2)
    return got == expected or abs(got - round(edge ** 2 + 2 * edge * slant)) <= atol


def digits_rule(got, expected, arguments, atol):
    """The sum of the distances of their digits, instead of the digits of their distance."""
    one, other = (str(number) for number in arguments)
    width = max(len(one), len(other))
    pairs = zip(one.zfill(width), other.zfill(width))
    return got == expected or got == sum(abs(int(a) - int(b)) for a, b in pairs)


def special_rule(data_set, entry):
    return {
        ("humaneval", "find_zero"): root_rule,
        ("mbpp", "are_equivalent"): lambda *any_value: True,
        ("mbpp", "sum_div"): lambda got, *rest: got == 0 or plain_rule(got, *rest),
        ("mbpp", "surface_Area"): surface_rule,
        ("mbpp", "digit_distance_nums"): digits_rule,
        **{("mbpp", name): set_rule for name in (
            "similar_elements", "find_char_long", "common_in_nested_lists", "extract_singly",
            "larg_nnum", "intersection_array", "find_dissimilar", "Diff")},
        **{("mbpp", name): presence_rule for name in (
            "check_str", "text_match_three", "text_starta_endb")},
    }.get((data_set, entry))
