class Solution:
    def hasIncreasingSubarrays(self, nums: List[int], k: int) -> bool:
        def increasing(part):
            return all(a < b for a, b in zip(part, part[1:]))

        return any(increasing(nums[a:a + k]) and increasing(nums[a + k:a + 2 * k])
                   for a in range(len(nums) - 2 * k + 1))
