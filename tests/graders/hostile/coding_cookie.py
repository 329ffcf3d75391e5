# Its encoding turns a comment into code, for whoever reads the bytes and not the text.
# verdict: compile_error incorrect runtime_error
# +AAo-import os+AAo-os._exit(0)+AAo-
def f(x):
    return None
