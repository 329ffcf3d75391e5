# Comparing it with an integer would write out a thousand million digits.
# verdict: runtime_error
from decimal import Decimal


def f(x):
    return Decimal("1e999999999")
