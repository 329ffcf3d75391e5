# A number that compares with none.
# verdict: incorrect
print("nan")
