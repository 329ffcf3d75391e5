# A match that takes time exponential in its length, in C and deaf to signals.
# verdict: timeout
import re


def f(x):
    return re.match(r"(a|a)*b", "a" * 64)
