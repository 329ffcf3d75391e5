# How programs are judged without protection, for comparison: the program runs in the process that
# holds tests and verdict. Reads {"style", "programs", "tests", "input", "output"} from stdin.
# Style "list": the verdict goes to a list that another process sees (descriptor 3 here), as in
# HumanEval's harness; with several programs they run one after the other. Style "exit": success is
# exit code 0. Style "stdin": stdin and stdout are mocked, the expected output lies in a file.
import io
import json
import os
import sys


class SharedList:
    def append(self, verdict):
        os.write(3, (verdict + "\n").encode())


class IgnoredList:
    def append(self, verdict):
        pass


def unsafe_execute(check_program, result):
    try:
        exec(check_program, {"__name__": "__main__"})
        result.append("passed")
    except BaseException as error:
        result.append("failed: %s" % type(error).__name__)


def execute_with_stdin(program, text, expected, result):
    with open("/tmp/expected.txt", "w") as file:
        file.write(expected)
    sys.stdin, real, sys.stdout = io.StringIO(text), sys.stdout, io.StringIO()
    try:
        exec(program, {"__name__": "__main__"})
        outputs = expected
        result.append("passed" if sys.stdout.getvalue().split() == outputs.split() else "failed")
    except BaseException as error:
        result.append("failed: %s" % type(error).__name__)
    sys.stdout = real


def main():
    task = json.loads(sys.stdin.read())
    result = SharedList()
    if task["style"] == "exit":
        exec(task["programs"][0] + "\n" + task["tests"], {"__name__": "__main__"})
    elif task["style"] == "stdin":
        execute_with_stdin(task["programs"][0], task["input"], task["output"], result)
    else:
        for program in task["programs"][:-1]:
            unsafe_execute(program + "\n" + task["tests"], IgnoredList())
        unsafe_execute(task["programs"][-1] + "\n" + task["tests"], result)


main()
