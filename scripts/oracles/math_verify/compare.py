"""Where the maths grader and Math-Verify disagree, and what a reader says of it.

    compare.py list PAIRS OURS THEIRS BLIND          every disagreement, without the verdicts, for a reader
    compare.py report PAIRS OURS THEIRS JUDGED OUT   the same with the reader's words: JSON and totals

OURS is the output of `assay grade --pairs PAIRS --json`, THEIRS that of judge.py. JUDGED has one
object a line: {id, equal: true|false|null, why}; null where the pair has no right answer.
"""
import json
import sys


def lines(path):
    with open(path, encoding="utf-8") as rows:
        return [json.loads(row) for row in rows if row.strip()]


def tail(text, length=600):
    text = text.rpartition("</think>")[2].strip()
    return text if len(text) <= length else "[...] " + text[-length:]


def disagreements(pairs_path, ours_path, theirs_path):
    ours = {row["task_id"]: row for row in lines(ours_path)}
    theirs = {row["id"]: row for row in lines(theirs_path)}
    for pair in lines(pairs_path):
        our, their = ours[pair["id"]], theirs[pair["id"]]
        if (our["verdict"] == "correct") != their["correct"]:
            yield pair, our, their


def write_blind(found, path):
    with open(path, "w", encoding="utf-8") as out:
        for pair, _, _ in sorted(found, key=lambda one: (one[0]["gold"], one[0]["id"])):
            answer = {"answer": pair["answer"]} if "answer" in pair else {"reply_ends": tail(pair["response"])}
            out.write(json.dumps({"id": pair["id"], "gold": pair["gold"], **answer}, ensure_ascii=False) + "\n")


def report(found, pairs, ours, theirs, judged):
    said = {row["id"]: row for row in judged}
    rows, right, wrong, open_ = [], 0, 0, 0
    for pair, our, their in found:
        word = said[pair["id"]]
        our_yes = our["verdict"] == "correct"
        outcome = "open" if word["equal"] is None else "ours" if word["equal"] == our_yes else "theirs"
        right, wrong, open_ = right + (outcome == "ours"), wrong + (outcome == "theirs"), open_ + (outcome == "open")
        rows.append({"id": pair["id"], "rule": pair["rule"], "gold": pair["gold"],
                     "answer": pair.get("answer", our.get("extracted", "")), "assay": our["verdict"],
                     "assay_reason": our["reason"], "math_verify": "correct" if their["correct"] else "incorrect",
                     "reader": word["equal"], "why": word.get("why", ""), "right": outcome})
    by_construction = {
        side: {"equal called correct": sum(1 for p in pairs if p.get("equal") is True and verdict(p["id"])),
               "unequal called correct": sum(1 for p in pairs if p.get("equal") is False and verdict(p["id"]))}
        for side, verdict in (("assay", lambda i: ours[i]["verdict"] == "correct"),
                              ("math_verify", lambda i: theirs[i]["correct"]))}
    return {"pairs": len(pairs), "equal by construction": sum(1 for p in pairs if p.get("equal") is True),
            "unequal by construction": sum(1 for p in pairs if p.get("equal") is False),
            "traces": sum(1 for p in pairs if "response" in p), "by_construction": by_construction,
            "math_verify_cpu_ms": round(sum(row["cpu_ms"] for row in theirs.values())),
            "disagreements": len(rows), "assay_right": right, "math_verify_right": wrong, "open": open_, "rows": rows}


def main():
    command, pairs_path, ours_path, theirs_path, *rest = sys.argv[1:]
    found = list(disagreements(pairs_path, ours_path, theirs_path))
    if command == "list":
        write_blind(found, rest[0])
        print("%d disagreements" % len(found))
        return
    result = report(found, lines(pairs_path), {r["task_id"]: r for r in lines(ours_path)},
                    {r["id"]: r for r in lines(theirs_path)}, lines(rest[0]))
    with open(rest[1], "w", encoding="utf-8") as out:
        json.dump(result, out, indent=1, ensure_ascii=False)
        out.write("\n")
    print({key: value for key, value in result.items() if key != "rows"})


if __name__ == "__main__":
    main()
