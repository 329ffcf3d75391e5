# What is expected of a call is computed before the call: in `assert f(x) == sorted(x)` the program
# could otherwise empty x first. Trusted.
import ast
import builtins
import re

MAY_SHARE = re.compile(r"(?<![=!<>])=(?!=)|\bfor\b")  # tests that give names to values
OF_THIS_FRAME = {"eval", "exec", "compile", "locals", "vars", "dir", "globals", "super"}
BOUND_TO_PLACE = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)


def called_names(node):
    """Of what is called, also as a method of it."""
    names = set()
    for part in ast.walk(node):
        target = part.func if isinstance(part, ast.Call) else None
        while isinstance(target, (ast.Attribute, ast.Subscript)):
            target = target.value
        if isinstance(target, ast.Name):
            names.add(target.id)
    return names


class ExpectedFirst(ast.NodeTransformer):
    """f(x) == e becomes (lambda expected: f(x) == expected)(e), where e calls nothing of the
    program's and uses a value that f may change."""

    def visit_Compare(self, node):
        self.generic_visit(node)
        if len(node.ops) != 1 or any(isinstance(part, BOUND_TO_PLACE) for part in ast.walk(node)):
            return node
        right, = node.comparators
        shared = (names_in_tree(node.left) & names_in_tree(right)) - called_names(node.left)
        others = {name for name in called_names(right) - shared if not hasattr(builtins, name)}
        if not shared or not called_names(node.left) or others or (
                not OF_THIS_FRAME.isdisjoint(names_in_tree(node))):
            return node
        expected = ast.arguments([], [ast.arg("expected ")], None, [], [], None, [])
        node.comparators = [ast.Name("expected ", ast.Load())]
        return ast.Call(ast.Lambda(expected, node), [right], [])


def in_order(source):
    """To be compiled."""
    if not MAY_SHARE.search(source):
        return source
    tree = ast.parse(source)
    return ast.fix_missing_locations(ExpectedFirst().visit(tree))
