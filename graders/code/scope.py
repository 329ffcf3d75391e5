# What the names in the tests stand for: classes under test, and helpers of the library that the
# tests use without importing them. Trusted.
import ast
import builtins
import collections
import math
import re

WRAPPER = "Solution"  # LeetCode's class, which holds functions and is no value
# What tests compare with or make expected values by, and its module.
HELPERS = {
    **{name: "math" for name in dir(math) if name[0] != "_"},
    **{name: "collections" for name in collections.__all__},
    **dict.fromkeys(("chain", "combinations", "islice", "permutations", "product", "zip_longest"),
                    "itertools"),
    **dict.fromkeys(("date", "datetime", "timedelta", "timezone"), "datetime"),
    **dict.fromkeys(("mean", "median", "stdev"), "statistics"),
    "deepcopy": "copy", "reduce": "functools", "Decimal": "decimal", "Fraction": "fractions",
}
OTHER_LIBRARIES = {"np": "numpy", "numpy": "numpy", "pd": "pandas", "pytest": "pytest"}
CLASS_OF_PROMPT = re.compile(r"^[#\s]*class\s+(\w+)\s*[:(]", re.MULTILINE)


def test_trees():
    return [known.tree for known in compiled_codes if known.name not in ("prompt", "reference")]


def parts_of_kind(trees, *kinds):
    return [part for tree in trees for part in ast.walk(tree) if isinstance(part, kinds)]


def bound_names(trees):
    """That the tests define, import or assign, and their parameters."""
    names = {part.name for part in parts_of_kind(trees, ast.FunctionDef, ast.AsyncFunctionDef,
                                                 ast.ClassDef, ast.ExceptHandler)}
    names |= {(part.asname or part.name).partition(".")[0]
              for part in parts_of_kind(trees, ast.alias)}
    names |= {part.arg for part in parts_of_kind(trees, ast.arg)}
    return names | {part.id for part in parts_of_kind(trees, ast.Name)
                    if not isinstance(part.ctx, ast.Load)}


def has_attributes(name):
    """Whether the tests take an attribute of what has that name, as of a module. One that they only
    call may have the name of a module by chance."""
    return any(getattr(part.value, "id", None) == name
               for part in parts_of_kind(test_trees(), ast.Attribute))


def free_names():
    """That the tests use and neither bind nor find built in: the program's, or the library's."""
    trees = test_trees()
    loaded = {part.id for part in parts_of_kind(trees, ast.Name)}
    return {name for name in loaded - bound_names(trees) if not hasattr(builtins, name)}


def may_be_class(name):
    """By convention it has a capital; so have functions here and there."""
    return name[:1].isupper() or name in channel.classes


def classes_under_test(prompt):
    """Those that the prompt defines, and those whose objects, or which, the tests take attributes
    of: what is only called may be a function."""
    classes = set(CLASS_OF_PROMPT.findall(prompt)) if "class" in prompt else set()
    if any(name[:1].isupper() and not hasattr(builtins, name)
           for known in compiled_codes for name in known.names):
        classes |= {name for name in free_names()
                    if name[:1].isupper() and name not in HELPERS and has_attributes_of(name)}
    return classes - {WRAPPER}


def has_attributes_of(name):
    """Whether the tests take an attribute of it, or of a value that they made with it."""
    trees = test_trees()
    values = {name}
    for _, values in along(trees, values):
        pass
    return any(not names_in_tree(part.value).isdisjoint(values)
               for part in parts_of_kind(trees, ast.Attribute))


def names_in_tree(tree):
    return {part.id for part in ast.walk(tree) if isinstance(part, ast.Name)}


def along(trees, values):
    """Each statement of the tests, with the names of `values` and of what was made of them so far."""
    values = set(values)
    for tree in trees:
        for statement in statements(tree):
            if not names_in_tree(statement).isdisjoint(values):
                values |= {part.id for part in ast.walk(statement)
                           if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
            yield statement, values


def stands_beside(name, is_other):
    """Whether the tests use a name only together with what the program's `is_other` names return,
    and never test it alone, as `assert gcd(4, 6) == 2` does."""
    trees = test_trees()
    returned = {other for other in free_names() if other != name and is_other(other)}
    returned |= {part.arg for part in parts_of_kind(trees, ast.arg)}
    uses = [not names_in_tree(statement).isdisjoint(values)
            for statement, values in along(trees, returned) if name in names_in_tree(statement)]
    return bool(uses) and all(uses)


def is_helper(name):
    """Whether it is of the library, and the tests use it on what the program returns."""
    return name in HELPERS and stands_beside(name, lambda other: other not in HELPERS)


def makes_expected(name):
    """Whether the tests use a class only beside what a function of the program returns."""
    return stands_beside(name, lambda other: not other[:1].isupper() and other not in HELPERS)


def statements(tree):
    """The simple ones, an assertion by its parts, and the heads of loops, in their order."""
    found = parts_of_kind([tree], ast.stmt)
    found.sort(key=lambda part: part.lineno)
    for part in found:
        if isinstance(part, (ast.For, ast.AsyncFor)):
            yield ast.Assign([part.target], part.iter)
        elif isinstance(part, ast.Assert) and isinstance(part.test, ast.BoolOp):
            yield from part.test.values
        elif not hasattr(part, "body"):
            yield part
