class Solution:
    def minFlips(self, grid: List[List[int]]) -> int:
        def flips(rows):
            return sum(row[i] != row[-1 - i] for row in rows for i in range(len(row) // 2))

        return min(flips(grid), flips(list(zip(*grid))))
