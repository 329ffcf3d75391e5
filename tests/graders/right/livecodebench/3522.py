class Solution:
    def resultsArray(self, nums: List[int], k: int) -> List[int]:
        results, run = [], 0
        for i, value in enumerate(nums):
            run = run + 1 if i and value == nums[i - 1] + 1 else 1
            if i >= k - 1:
                results.append(value if run >= k else -1)
        return results
