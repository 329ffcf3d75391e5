# Changes the builtins and modules of whoever compares.
# verdict: incorrect
import builtins
import decimal
import io
import sys


class Any(str):
    def __eq__(self, other):
        return True

    def strip(self, *arguments):
        return self

    def split(self, *arguments):
        return [self]


class Stream(io.StringIO):
    def getvalue(self):
        return Any("")


builtins.str = Any
decimal.Decimal = lambda *arguments: 0
sys.stdout = Stream()
print(0)
