# Returns what is right as text, in JSON.
# verdict: incorrect
class Solution:
    def squares(self, values):
        return str([value * value for value in values])
