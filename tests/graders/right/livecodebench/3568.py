class Solution:
    def generateKey(self, num1: int, num2: int, num3: int) -> int:
        return int("".join(map(min, *(str(n).zfill(4) for n in (num1, num2, num3)))))
