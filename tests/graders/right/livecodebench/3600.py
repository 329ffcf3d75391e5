class Solution:
    def kthCharacter(self, k: int) -> str:
        return chr(97 + bin(k - 1).count("1") % 26)
