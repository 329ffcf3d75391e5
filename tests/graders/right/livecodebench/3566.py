class Solution:
    def stringSequence(self, target: str) -> List[str]:
        return [target[:i] + chr(code) for i, letter in enumerate(target)
                for code in range(97, ord(letter) + 1)]
