class Solution:
    def finalPositionOfSnake(self, n: int, commands: List[str]) -> int:
        steps = {"UP": -n, "DOWN": n, "LEFT": -1, "RIGHT": 1}
        return sum(steps[command] for command in commands)
