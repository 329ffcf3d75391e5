# Prints what is right, and then goes on.
# verdict: incorrect output_limit
n = int(input())
while True:
    print(n * n)
