"""The programs of a suite that plain exec and the grader both judge: its solutions, and mutations of them.

A problem is {suite, id, layout, row, program, context, test}: `row` is the data set's own, which
the grader reads; `test` is what plain exec runs behind a program.
"""
import ast
import copy
import gzip
import json
import pathlib
import random

SUITES = {
    "humaneval": ("humaneval/openai__human-eval__HumanEval.jsonl.gz", "humaneval"),
    "humanevalplus": ("humanevalplus/evalplus__humanevalplus_release__HumanEvalPlus.jsonl.gz", "evalplus"),
    "mbpp": ("mbpp/mlfoundations__evalchemy__mbpp.jsonl", "mbpp"),
    "mbpp_sanitized": ("mbpp_sanitized/mrigankpawagi__PropertyEval__sanitized-mbpp.json", "mbpp"),
}

# EvalPlus's rule, as its authors state it: equal, or, where numbers are floats and no tolerance is
# given, within 1e-6 and 1e-7 of the expected; a root is right where the polynomial is small.
PLUS_TEST = """
import copy, json
def _close(a, b, atol):
    if isinstance(b, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(_close(x, y, atol) for x, y in zip(a, b))
    return a == b or abs(a - b) <= atol + 1e-7 * abs(b)
def _floats(v):
    return isinstance(v, float) or (isinstance(v, (list, tuple)) and bool(v) and all(isinstance(x, float) for x in v))
_reference = {}
exec(_reference_text, _reference)
_right, _ours = _reference[_name], globals()[_name]
for _arguments in json.loads(_inputs):
    _expected = _right(*copy.deepcopy(_arguments))
    _got = _ours(*copy.deepcopy(_arguments))
    if _name == "find_zero":
        assert abs(sum(c * _got ** i for i, c in enumerate(_arguments[0]))) <= _atol
        continue
    _within = 1e-6 if _atol == 0 and _floats(_expected) else _atol
    assert _got == _expected or (_within and type(_got) is type(_expected) and _close(_got, _expected, _within))
"""


def rows_of(path):
    text = gzip.open(path, "rt").read() if path.suffix == ".gz" else path.read_text()
    return json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.splitlines()]


def problem_of(suite, layout, row):
    if layout == "mbpp":
        setup = "\n".join([row.get("test_setup_code", ""), *row.get("test_imports", [])])
        return {"program": row["code"], "test": setup + "\n" + "\n".join(row["test_list"])}
    program = row["prompt"] + row["canonical_solution"]
    if layout == "humaneval":
        return {"program": program, "test": f"{row['test']}\ncheck({row['entry_point']})\n"}
    inputs = json.dumps(row["base_input"] + list(row["plus_input"]))
    given = {"_reference_text": program, "_name": row["entry_point"], "_inputs": inputs, "_atol": row["atol"]}
    return {"program": program, "test": "".join(f"{k} = {v!r}\n" for k, v in given.items()) + PLUS_TEST}


def problems(data, suite):
    file, layout = SUITES[suite]
    for row in rows_of(pathlib.Path(data) / "suites" / file):
        yield {"suite": suite, "id": str(row["task_id"]), "layout": layout, "row": row,
               **problem_of(suite, layout, row)}


SWAPS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.Mod: ast.Add,
         ast.FloorDiv: ast.Mult, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
         ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.And: ast.Or, ast.Or: ast.And}


def changes(node):
    """Each a function that breaks the node in place."""
    if isinstance(node, (ast.BinOp, ast.BoolOp)) and type(node.op) in SWAPS:
        yield lambda n: setattr(n, "op", SWAPS[type(n.op)]())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        yield lambda n: n.ops.__setitem__(0, SWAPS[type(n.ops[0])]())
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield lambda n: setattr(n, "value", n.value + 1)
    if isinstance(node, ast.Return) and node.value is not None:
        yield lambda n: setattr(n, "value", ast.Constant(None))
    if isinstance(node, ast.Call) and node.args:
        yield lambda n: n.args.pop()


def mutations(program, seed, most):
    """Up to `most` programs that differ from `program` in one place, in a seeded order."""
    tree = ast.parse(program)
    places = [(i, k) for i, node in enumerate(ast.walk(tree)) for k, _ in enumerate(changes(node))]
    random.Random(seed).shuffle(places)
    for place, which in places[:most]:
        mutant = copy.deepcopy(tree)
        node = list(ast.walk(mutant))[place]
        list(changes(node))[which](node)
        yield ast.unparse(ast.fix_missing_locations(mutant)) + "\n"
