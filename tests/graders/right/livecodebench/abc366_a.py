votes, takahashi, aoki = map(int, input().split())
print("Yes" if 2 * max(takahashi, aoki) > votes else "No")
