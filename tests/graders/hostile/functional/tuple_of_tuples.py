# Only the outermost tuple may stand for a list.
# verdict: incorrect
class Solution:
    def squares(self, values):
        return tuple((value * value,) for value in values)
