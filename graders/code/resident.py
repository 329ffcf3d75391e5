# Lets the driver judge one problem after another. It goes on only where it can tell that the tests
# changed nothing but their own names; otherwise it ends, and the next problem gets a fresh process.
import _socket
import dis
import resource

CONTROL = 5
MOST_PROBLEMS = 1000
MOST_CPU_S = 2.5     # of all problems; resident.cpp adds it to the kernel's limit
MOST_GROWTH = 16384  # KiB
MOST_PACKET = 65536
MOST_KNOWN_CODES = 1000

# Tests that use nothing else cannot reach what outlives them. Of modules: without state, and
# without a function that changes something for its caller.
# `random` has a state, which forget() makes anew.
STATELESS_MODULES = {"bisect", "collections", "heapq", "itertools", "math", "random", "re",
                     "string", "typing"}
HARMLESS_BUILTINS = {
    "abs", "all", "any", "ascii", "bin", "bool", "bytearray", "bytes", "callable", "chr", "complex",
    "dict", "divmod", "enumerate", "filter", "float", "format", "frozenset", "hash", "hex", "int",
    "isinstance", "issubclass", "iter", "len", "list", "map", "max", "min", "next", "object", "oct",
    "ord", "pow", "print", "range", "repr", "reversed", "round", "set", "slice", "sorted", "str",
    "sum", "tuple", "type", "zip"} | {
        name for name, value in vars(builtins).items()
        if isinstance(value, type) and issubclass(value, BaseException)}
HARMFUL_NAMES = (set(dir(builtins)) - HARMLESS_BUILTINS) | (
    sys.stdlib_module_names - STATELESS_MODULES)
ATTRIBUTE_CHANGES = {dis.opmap["STORE_ATTR"], dis.opmap["DELETE_ATTR"]}


def leaves_no_trace(code):
    """No name that could reach what is shared, and no attribute of anything is set."""
    names = {part for name in code.co_names for part in name.split(".")}
    return (names.isdisjoint(HARMFUL_NAMES)
            and not any(name[:1] == "_" and name != "_" for name in names)
            and ATTRIBUTE_CHANGES.isdisjoint(code.co_code[::2])
            and all(leaves_no_trace(constant) for constant in code.co_consts
                    if isinstance(constant, types.CodeType)))


def shared_state():
    """What may have been changed after all, or by values of the candidate."""
    lowest = os.dup(1)
    os.close(lowest)
    return (len(sys.modules), sys.getrecursionlimit(), sys.get_int_max_str_digits(),
            sys.gettrace(), sys.getprofile(), lowest)


def spent():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def next_problem(control):
    """Its bytes; its pipes are then open as REQUESTS and REPLIES."""
    problem, ancillary, _, _ = control.recvmsg(MOST_PACKET, 64)
    if not problem:
        os._exit(0)
    (_, _, fds), = ancillary
    if fds != REQUESTS.to_bytes(4, "little") + REPLIES.to_bytes(4, "little"):
        raise Broken("the pipes to the program are not where they belong")
    return problem


def all_traceless():
    for known in compiled_codes:
        if known.leaves_no_trace is None:
            known.leaves_no_trace = leaves_no_trace(known.code)
    return all(known.leaves_no_trace for known in compiled_codes)


def forget():
    global channel
    channel = Channel()
    compiled_codes.clear()
    if len(known_codes) > MOST_KNOWN_CODES:
        known_codes.clear()
    random.seed()
    sys.stdout = io.StringIO()
    os.close(REQUESTS)
    os.close(REPLIES)


def reside():
    sys.path[:] = [entry for entry in sys.path if entry]
    os.dup2(3, CONTROL)
    os.close(3)
    control = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET, 0, CONTROL)
    sys.stdout = io.StringIO()
    random.seed()
    before, told, (_, memory) = shared_state(), 0.0, spent()
    for count in range(1, MOST_PROBLEMS + 1):
        answer = answer_to(next_problem(control))
        os.write(1, answer)
        if (answer.partition(b"\t")[0] not in (b"pass", b"incorrect")
                or not all_traceless()):
            break
        forget()
        cpu_s, peak = spent()
        if (count == MOST_PROBLEMS or shared_state() != before or cpu_s > MOST_CPU_S
                or peak > memory + MOST_GROWTH):
            break
        control.send(b"%d" % ((cpu_s - told) * 1e6))
        told = cpu_s
    os._exit(0)
