# Yields what is right, and goes on.
# verdict: incorrect
class Solution:
    def squares(self, values):
        for value in values:
            yield value * value
        yield 0
