# Comparing it with an integer would write out a thousand million digits.
from decimal import Decimal


def f(x):
    return Decimal("1e999999999")
