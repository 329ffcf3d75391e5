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


def classes_under_test(prompt):
    """Those that the prompt defines or the tests name: by convention, with a capital."""
    classes = set(CLASS_OF_PROMPT.findall(prompt)) if "class" in prompt else set()
    if any(name[:1].isupper() and not hasattr(builtins, name)
           for known in compiled_codes for name in known.names):
        classes |= {name for name in free_names() if name[:1].isupper() and name not in HELPERS}
    return classes - {WRAPPER}


def names_functions():
    """Whether the tests name a function of the program too, so that a capital means a class."""
    return any(not name[:1].isupper() and name not in HELPERS for name in free_names())


def is_helper(name):
    """Whether the tests use that name of the library on what the program returns, and never test it
    alone, as `assert gcd(4, 6) == 2` does."""
    if name not in HELPERS:
        return False
    trees = test_trees()
    returned = {other for other in free_names() if other not in HELPERS}
    returned |= {part.arg for part in parts_of_kind(trees, ast.arg)}
    for tree in trees:
        for statement in statements(tree):
            used = {part.id for part in ast.walk(statement) if isinstance(part, ast.Name)}
            if not used.isdisjoint(returned):
                returned |= {part.id for part in ast.walk(statement)
                             if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
            elif name in used:
                return False
    return True


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
