# Operators of the program's objects: which are asked, and by whose rules two are compared. Trusted.
import operator

BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor",
          "lshift", "rshift")
UNARY = ("neg", "pos", "abs", "invert")
COMPARISONS = ("lt", "le", "gt", "ge")
NOT_CARRIED = "an operator of the program is not asked about a value of the tests"
NOT_COMPARED = "objects of the program are not compared by the program's own rules"
NOT_TESTED = "the program returned an object of a class that is not under test"


def own_operator(name, *operands):
    """Which it may not have: the test asks too much then."""
    objects = [operand for operand in operands if isinstance(operand, Opaque)]
    if not all(map(is_tested, objects)):
        channel.remark(NOT_TESTED)
        raise TypeError("an object of the program is asked for its operator '%s'" % name)
    try:
        if len(objects) < len(operands) and name != "round":
            value = channel.ask("operate", name, *operands)[1]
        else:
            value = answer("operate", operands[0], name, *operands[1:])
    except TypeError:
        raise TypeError("the program's object has no operator '%s'" % name) from None
    if isinstance(value, Opaque) and any(one._own_tested for one in objects):
        object.__setattr__(value, "_own_tested", True)
    return value


def may_decide(other):
    """Whether its class is one of the tests', whose operators are as good."""
    return type(other).__module__ in ("tests", "unittest.mock")


def refused(name, other):
    if may_decide(other):
        return NotImplemented
    raise TypeError("operator '%s' not supported between an object of the program and '%s'" % (
        name, type(other).__name__))


def carry(name, other_way=False):
    """An operator between objects of the program, or of one that the tests made with a value."""
    def operate(self, other):
        if not isinstance(other, Opaque) and not meets_values(self):
            channel.remark(NOT_CARRIED)
            return refused(name, other)
        return own_operator(name, *((other, self) if other_way else (self, other)))
    return operate


def compare(name):
    """By what both are as data; those that the tests made by the program's rules; or not at all."""
    def compared(self, other):
        mine = compared_data(self)
        theirs = compared_data(other)
        if mine is not None and theirs is not None:
            return getattr(operator, name)(mine, theirs)
        if only_made(self) and only_made(other) and not channel.has_results:
            return channel.ask("compare", name, self, other)[1] is True
        channel.remark(NOT_COMPARED)
        return refused(name, other)
    return compared


def meets_values(opaque):
    """Whether its operators may see values: the tests made it, and the values are not what they
    expect of a function of the program."""
    return opaque._own_tested and not channel.has_results


def equal_as_made(one, other):
    """By the program's rule, where it cannot be that of what a function of the program returned."""
    equal = channel.ask("compare", "eq", one, other)[1] is True
    if channel.has_results and equal != (one._own_made == other._own_made):
        channel.fail("runtime_error", "the tests compare what they made of results by the program's "
                     "own rules")
    return equal


def only_made(value):
    """Whether it is as the tests made it: nothing that is under test computed it."""
    return (isinstance(value, Opaque) and value._own_made is not None
            and not value._own_touched)


def compared_data(value):
    """What a value is as data; None of an object that was made by the tests, and is not what it was
    made of: its class would choose what the tests expect."""
    if not isinstance(value, Opaque):
        return value
    data = data_of(value)
    if data is not None and only_made(value) and not holds(data, *value._own_made):
        channel.remark("an object that the tests made does not hold what it was made of")
        return None
    return data


def holds(data, positional, named):
    given = [*positional, *named.values()]
    items = list(data) if isinstance(data, (tuple, list)) else []
    return (not given or items[:len(given)] == given
            or (len(given) == 1 and (given[0] == data or alike(type(data), given[0]) == data)))


def alike(kind, value):
    try:
        return kind(value)
    except Exception:
        return None


def made(name, value, positional, named):
    """What the tests get where they call a class of the program."""
    if type(value) in CONSTANTS.values():
        if holds(CONSTANT_OF[type(value)](value), positional, named):
            return value
        value = Opaque(Handle(value._own_handle.number, True))
    if isinstance(value, Opaque):
        object.__setattr__(value, "_own_made", (positional, named))
        object.__setattr__(value, "_own_tested", name in channel.classes or name == WRAPPER)
    elif name != WRAPPER and makes_expected(name):
        channel.fail("runtime_error", "'%s' is no class of the program: the tests make an object of "
                     "it, and got a value" % name)
    return value


for _name in BINARY:
    setattr(Opaque, "__%s__" % _name, carry(_name))
    setattr(Opaque, "__r%s__" % _name, carry(_name, True))
for _name in UNARY:
    setattr(Opaque, "__%s__" % _name,
            lambda self, name=_name: own_operator(name, self))
for _name in COMPARISONS:
    setattr(Opaque, "__%s__" % _name, compare(_name))
