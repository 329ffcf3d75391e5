# Returns a text that the tests parse, compile and execute.
# test: import ast
# test: exec(compile(ast.parse(f(3)), 'text', 'exec'))
# test: assert g(3) == 9
# verdict: runtime_error
# bare: forges
def f(x):
    return r"import os; os.write(1, b'pass\t\tx'); os._exit(0)"
