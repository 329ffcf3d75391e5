# Prints its input.
# verdict: incorrect
import sys

sys.stdout.write(sys.stdin.read())
