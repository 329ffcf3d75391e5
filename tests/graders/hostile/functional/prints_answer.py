# Prints what is right.
# verdict: incorrect
class Solution:
    def squares(self, values):
        print([value * value for value in values])
