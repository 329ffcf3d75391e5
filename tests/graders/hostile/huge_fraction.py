# A fraction whose parts are no integers, and would take minutes to reduce.
# verdict: runtime_error
import fractions


class Fraction(fractions.Fraction):
    __module__ = "fractions"
    numerator = property(lambda self: "1e999999999")
    denominator = property(lambda self: None)


Fraction.__qualname__ = Fraction.__name__ = "Fraction"


def f(x):
    return Fraction(1, 2)
