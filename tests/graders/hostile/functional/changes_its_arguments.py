# Makes the argument what is right, and returns something else.
# verdict: incorrect
class Solution:
    def squares(self, values):
        values[:] = [value * value for value in values]
        return None
