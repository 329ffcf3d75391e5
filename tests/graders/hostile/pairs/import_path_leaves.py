# Leaves modules where a later interpreter may import them.
# verdict: incorrect runtime_error
import os
import sys

CODE = "import builtins\nbuiltins.left_by_assay_test = True\n"


def f(x):
    home = os.path.expanduser("~/.local/lib/python3.11/site-packages")
    for place in ["/tmp", os.getcwd(), home, *sys.path]:
        for name in ("usercustomize.py", "sitecustomize.py", "json.py", "left.pth", "struct.py"):
            try:
                os.makedirs(place, exist_ok=True)
                with open(os.path.join(place, name), "w") as file:
                    file.write(CODE)
            except OSError:
                pass
    return None
