# Prints nothing.
# verdict: incorrect
input()
