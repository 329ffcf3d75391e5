# An exception that no test's `except Exception` catches, with a name of the judge's.
# verdict: runtime_error
class Failure(BaseException):
    kind = "pass"
    reason = "every test passed"


def f(x):
    raise Failure("pass", "every test passed")
