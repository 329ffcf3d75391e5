class Solution:
    def maxEnergyBoost(self, energyDrinkA: List[int], energyDrinkB: List[int]) -> int:
        a = b = before_a = before_b = 0
        for x, y in zip(energyDrinkA, energyDrinkB):
            a, b, before_a, before_b = max(a, before_b) + x, max(b, before_a) + y, a, b
        return max(a, b)
