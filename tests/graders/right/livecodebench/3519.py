class Solution:
    def winningPlayerCount(self, n: int, pick: List[List[int]]) -> int:
        picked = Counter((player, color) for player, color in pick)
        return len({player for (player, _), count in picked.items() if count > player})
