# The trusted side: runs the data set's tests, in which the candidate's functions are proxies that
# call through a pipe. Prints one line: kind, test and reason, parted by tabs.
# Where the tests cannot have left a trace, the process goes on to the next problem (resident.hpp).
import io
import json
import os
import random

EVERYWHERE = os.sched_getaffinity(0)


def one_line(text):
    return " ".join(str(text).split())[:MOST_REASON]


def describe(error):
    """Its message; the name of its type where that fails: a value in it may be the program's."""
    try:
        return one_line(error)
    except BaseException:
        return type(error).__name__


def failing_line(error, source):
    """The innermost line of the tests that raised, for people; the whole of a short test."""
    lines, line = source.split("\n"), None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") == "tests":
            line = trace.tb_lineno
        trace = trace.tb_next
    if line is None:
        return source if len(lines) == 1 else ""
    return lines[line - 1].strip() if line <= len(lines) else ""


def judge(source, run):
    """Runs one test; (kind, reason) if it decides, else None."""
    channel.remarks.clear()
    channel.has_results = False
    try:
        run()
    except Broken:
        raise
    except Failure as failure:
        return failure.kind, failure.reason
    except MemoryError:
        return "memory", "the values to compare do not fit in memory"
    except BaseException as error:
        if channel.failure is not None:
            return channel.failure.kind, channel.failure.reason
        return blamed(error, failing_line(error, source))
    if channel.failure is not None:
        return channel.failure.kind, channel.failure.reason
    return None


def blamed(error, line):
    place = " in: " + line if line else ""
    if channel.remarks:
        place += " (%s)" % "; ".join(channel.remarks)
    remote = getattr(error, "remote", None)
    if remote is not None:
        return "runtime_error", "the program raised %s%s" % (remote, place)
    if isinstance(error, AssertionError):
        return "incorrect", "failed: " + " -- ".join(
            part for part in (line, describe(error), "; ".join(channel.remarks)) if part)
    return "incorrect", "%s: %s%s" % (type(error).__name__, describe(error), place)


READY = encode(("ready",))


def started():
    """The worker says so before it has seen a byte of the candidate."""
    try:
        return read_frame(REPLIES) == READY
    except Malformed:
        return False


def stay_on(processor):
    """That of the program; -1: any. It saves time, and does no harm where it fails."""
    try:
        os.sched_setaffinity(0, {processor} if processor >= 0 else EVERYWHERE)
    except OSError:
        pass


def verdict(problem):
    """(kind, test, reason)"""
    stay_on(int(problem["processor"]))
    if not started():
        return "not_started", "", "the program's process did not start"
    channel.test_cpu_s = float(problem["test_timeout_s"])
    tests = tests_of(problem)
    if not tests:
        raise Broken("the problem has no tests")
    channel.classes = classes_under_test(problem["prompt"])
    try:
        channel.ask("load", problem["context"], problem["program"], sorted(channel.classes))
    except Failure as failure:
        return failure.kind, "", failure.reason
    except Exception as error:
        return "runtime_error", "", "loading the program raised %s" % (
            getattr(error, "remote", None) or describe(error))
    watch_texts()
    for name, source, run in tests:
        result = judge(source, run)
        if result is not None:
            return result[0], name, result[1]
    return "pass", "", "every test passed"


def require_compiles(name, source):
    try:
        return compiled(source, name)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise Broken("%s does not compile: %s" % (name, describe(error)))


def check(problem):
    """The verdict on the tests themselves, before any program is judged by them."""
    for name in ("setup", "reference", "checker"):
        require_compiles("the " + name, problem[name])
    for number, source in enumerate(problem["asserts"]):
        require_compiles(numbered(number, len(problem["asserts"])), source)
    for source in problem["imports"]:
        require_compiles("the import '%s'" % source, source)
    test = require_compiles("the test", problem["test"])
    if problem["layout"] == "humaneval" and "check" not in test.code.co_names:
        raise Broken("the test does not define check(candidate)")
    return "pass", "", ""


def answer_to(problem):
    """The line that says kind, test and reason."""
    try:
        problem = json.loads(problem)
        result = check(problem) if problem["purpose"] == "check" else verdict(problem)
    except Failure as failure:
        result = failure.kind, "", failure.reason
    except MemoryError:
        result = "memory", "", "the values to compare do not fit in memory"
    except BaseException as error:
        text = describe(error)
        name = "" if isinstance(error, Broken) else type(error).__name__ + ": "
        result = "broken", "", "the tests themselves failed: %s%s" % (name, text)
    return "\t".join(one_line(part) for part in result).encode("utf-8", "replace")


def main():
    """Judges the one problem on stdin."""
    sys.path[:] = [entry for entry in sys.path if entry]
    answer = os.dup(1)
    sys.stdout = io.StringIO()
    random.seed()  # every fork begins with the same state
    os.write(answer, answer_to(sys.stdin.buffer.read()))
    os._exit(0)
