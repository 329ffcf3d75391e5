class Solution:
    def minElement(self, nums: List[int]) -> int:
        return min(sum(map(int, str(value))) for value in nums)
