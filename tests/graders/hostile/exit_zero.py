# Leaves with success while loading.
# verdict: runtime_error
# bare: forges
import sys
sys.exit(0)
