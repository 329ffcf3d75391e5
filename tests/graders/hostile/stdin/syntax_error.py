# No Python.
# verdict: compile_error
print(int(input()) ** 2
