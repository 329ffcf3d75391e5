def pair(value, owners, values, seen):
    """A matching of values and bits: whether `value` can get one."""
    for bit in range(31):
        if values[value] >> bit & 1 and bit not in seen:
            seen.add(bit)
            if bit not in owners or pair(owners[bit], owners, values, seen):
                owners[bit] = value
                return True
    return False


for _ in range(int(input())):
    n = int(input())
    values = list(map(int, input().split()))
    owners = {}
    print(n - sum(pair(i, owners, values, set()) for i in range(n)))
