# Leaves a file wherever it can.
# verdict: incorrect runtime_error
import os

PLACES = ["/tmp", "/var/tmp", "/dev/shm", "/run", os.getcwd(), os.path.expanduser("~"), "."]


def f(x):
    for place in PLACES:
        try:
            with open(place + "/left-by-assay-test", "w") as file:
                file.write("9")
        except OSError:
            pass
    return None
