for _ in range(int(input())):
    n, answers = int(input()), input()
    print(sum(min(n, answers.count(option)) for option in "ABCD"))
