"""Math-Verify's verdict on every pair, and the time that it takes.

    judge.py PAIRS OUT      (in the environment of requirements.txt)

A bare answer is read as a formula, as Math-Verify's README does with its own examples; of a
response, what follows the thinking is searched. OUT gets {id, correct, cpu_ms, error?} a line.
"""
import json
import sys
import time

from math_verify import parse, verify


def after_thinking(response):
    if "</think>" in response:
        return response.rpartition("</think>")[2]
    return "" if "<think>" in response else response


def verdict(pair):
    gold = parse("$%s$" % pair["gold"].strip().strip("$"))
    if "response" in pair:
        answer = parse(after_thinking(pair["response"]))
    else:
        answer = parse("$%s$" % pair["answer"].strip().strip("$"))
    return bool(verify(gold, answer))


def main():
    with open(sys.argv[1], encoding="utf-8") as lines, open(sys.argv[2], "w", encoding="utf-8") as out:
        for line in lines:
            pair = json.loads(line)
            result = {"id": pair["id"], "correct": False}
            begin = time.process_time()
            try:
                result["correct"] = verdict(pair)
            except BaseException as error:  # its time-outs are exceptions of their own
                if isinstance(error, KeyboardInterrupt):
                    raise
                result["error"] = repr(error)[:200]
            result["cpu_ms"] = (time.process_time() - begin) * 1e3
            out.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
