# A warm interpreter inside a sandbox, which becomes one program after another by forking; see
# fork_server.cpp. Arguments: the trusted source whose functions are the entries, the fork server's
# file, and a seccomp filter in hexadecimal. No byte of a program is executed before the fork.
import atexit
import ctypes
import gc
import os
import resource
import site
import sys

CONTROL = 3
MOST_TEXT = 60000
INSTRUCTION_BYTES = 8


def execute(fd, *argv):
    """An entry: the program is the file open as descriptor `fd`."""
    os.set_inheritable(int(fd), False)
    os.execve(int(fd), argv, os.environ)


def leave(code):
    """As the interpreter would, but without taking it apart."""
    if not isinstance(code, int):
        if code is not None:
            print(code, file=sys.stderr)
        code = 0 if code is None else 1
    threads = sys.modules.get("threading")
    steps = [threads._shutdown] if threads else []
    for last in steps + [atexit._run_exitfuncs, sys.stdout.flush, sys.stderr.flush]:
        try:
            last()
        except BaseException:
            code = code or 120
    os._exit(code & 0xFF)


def run(entry, arguments):
    try:
        entry(*arguments)
        code = None
    except SystemExit as error:
        code = error.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    leave(code)


def prepare(source):
    """Everything that children would otherwise do each for itself."""
    site.setquit()
    site.setcopyright()
    site.sethelper()
    names = {"__name__": "zygote", "execute": execute}
    exec(compile(source, "<entries>", "exec"), names)
    exec(compile("def f(x):\n    return [x]\n", "<warm>", "exec"), {})
    for kind in (resource.RLIMIT_CORE, resource.RLIMIT_MEMLOCK, resource.RLIMIT_MSGQUEUE):
        resource.setrlimit(kind, (0, 0))
    return names


def main():
    source, server, code = sys.argv[1:]
    del sys.argv[1:]
    names = prepare(source)
    code = ctypes.create_string_buffer(bytes.fromhex(code))
    text = ctypes.create_string_buffer(MOST_TEXT)
    # Keeps the interpreter's lock, in the child too.
    serve = ctypes.PyDLL(server).assay_serve
    serve.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_ushort, ctypes.c_void_p,
                      ctypes.c_size_t]
    serve.restype = ctypes.c_long
    gc.collect()
    gc.freeze()
    size = serve(CONTROL, code, len(code) // INSTRUCTION_BYTES, text, MOST_TEXT)
    entry, *arguments = ctypes.string_at(text, size).decode().split("\0")[:-1]
    return names[entry], arguments


run(*main())
