print(sum(len(input()) == i for i in range(1, 13)))
