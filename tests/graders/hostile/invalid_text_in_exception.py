# The text of an exception that no encoding takes, and a class whose name is none either.
# verdict: runtime_error
def f(x):
    raise type("\udc80\n\x1b[31m", (ValueError,), {})("\ud800\udfff \udcff")
