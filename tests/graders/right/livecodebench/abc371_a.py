ab, ac, bc = input().split()
older = {"A": (ab == ">") + (ac == ">"), "B": (ab == "<") + (bc == ">"),
         "C": (ac == "<") + (bc == "<")}
print(next(name for name, count in older.items() if count == 1))
