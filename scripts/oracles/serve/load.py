#!/usr/bin/env python3
"""Clients that ask at once for minutes, a third of which hang up in mid-stream.

usage: load.py ASSAY RESULTS.json [--clients N] [--seconds S]

Ends with 1 if an answer is not the one that the server gives to that request alone, if a client
waits for more than a minute for the next piece, or if the server holds anything afterwards.
"""

import argparse
import asyncio
import datetime
import json
import pathlib
import random
import subprocess
import sys
import time

import aiohttp

from server import Server

QUESTIONS = 24
PATIENCE = 60  # seconds for the next piece
BUSY = 429


def body_of(question):
    """A chat, streamed or not, or a completion: the same for the same number."""
    text = f"Lena has {question + 3} boxes with {question * 7 + 5} pens each. How many pens?"
    common = {"temperature": 0.8, "seed": question, "max_tokens": 120, "n": 1 + question % 2}
    if question % 3 == 2:
        return "/completions", {"prompt": text, **common}
    return "/chat/completions", {"messages": [{"role": "user", "content": text}], **common}


def text_of(choice):
    message = choice.get("message") or choice.get("delta") or {}
    return (choice.get("text") or "") + (message.get("reasoning_content") or ""), \
        message.get("content") or ""


async def stream(reply, hang_up_after):
    """The texts by choice; None if the client went before the end."""
    texts = {}
    pieces = 0
    async for line in reply.content:
        if not line.startswith(b"data: "):
            continue
        data = line[6:].strip()
        if data == b"[DONE]":
            return [texts[index] for index in sorted(texts)]
        event = json.loads(data)
        if "error" in event:
            raise RuntimeError(event["error"]["message"])
        for choice in event["choices"]:
            before = texts.get(choice["index"], ("", ""))
            texts[choice["index"]] = tuple(a + b for a, b in zip(before, text_of(choice)))
        pieces += 1
        if pieces == hang_up_after:
            return None
    raise RuntimeError("a stream ended without [DONE]")


async def client(number, url, until, expected, counts):
    choose = random.Random(number)
    timeout = aiohttp.ClientTimeout(total=None, sock_read=PATIENCE)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        while time.monotonic() < until:
            question = choose.randrange(QUESTIONS)
            path, body = body_of(question)
            leaves = number % 3 == 0
            streams = leaves or choose.random() < 0.5
            begin = time.monotonic()
            async with session.post(url + path, json={**body, "stream": streams}) as reply:
                if reply.status == BUSY:
                    counts["busy"] += 1
                    await asyncio.sleep(float(reply.headers["Retry-After"]))
                    continue
                reply.raise_for_status()
                if streams:
                    texts = await stream(reply, choose.randrange(1, 40) if leaves else 0)
                else:
                    texts = [text_of(choice) for choice in (await reply.json())["choices"]]
                if texts is None:
                    reply.close()  # the connection with it
                    counts["hung_up"] += 1
                    continue
            counts["slowest_s"] = max(counts["slowest_s"], time.monotonic() - begin)
            counts["finished"] += 1
            counts["wrong"] += texts != expected[question]


async def watch(server, until, sizes):
    """Resident MiB every tenth of the time: what grows without end leaks."""
    step = (until - time.monotonic()) / 10
    while time.monotonic() + step / 2 < until:
        await asyncio.sleep(step)
        sizes.append(round(server.resident_bytes() / 2**20, 1))


async def load(server, options, expected):
    counts = {"finished": 0, "hung_up": 0, "busy": 0, "wrong": 0, "slowest_s": 0.0}
    until = time.monotonic() + options.seconds
    sizes = []
    await asyncio.gather(watch(server, until, sizes),
                         *(client(number, server.url, until, expected, counts)
                           for number in range(options.clients)))
    counts["resident_mib"] = sizes
    counts["slowest_s"] = round(counts["slowest_s"], 2)
    return counts


def rest(server):
    """What the server holds once it has had time to notice that everybody has gone."""
    for _ in range(600):
        metrics = server.metrics()
        held = {
            "in_flight": metrics["assay_requests_in_flight"],
            "choices": metrics["assay_queue_choices"],
            "samples": metrics["assay_samples_pending"],
            "pages": metrics["assay_cache_pages"] - metrics["assay_cache_pages_free"],
        }
        if not any(held.values()):
            break
        time.sleep(0.1)
    return held


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("assay")
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=300)
    options = parser.parse_args()
    with Server(options.assay, "--queue", "256") as server:
        expected = []
        for question in range(QUESTIONS):
            path, body = body_of(question)
            choices = server.post(path, body)["choices"]
            expected.append([text_of(choice) for choice in choices])
        before = server.resident_bytes()
        counts = asyncio.run(load(server, options, expected))
        held = rest(server)
        grown = server.resident_bytes() - before
        generated = server.metrics()["assay_generated_tokens_total"]
    report = {
        "date": datetime.date.today().isoformat(),
        "assay": subprocess.run([options.assay, "--version"], capture_output=True,
                                text=True).stdout.strip(),
        "aiohttp": aiohttp.__version__,
        "clients": options.clients,
        "seconds": options.seconds,
        **counts,
        "generated_tokens": int(generated),
        "held_afterwards": held,
        "resident_growth_mib": round(grown / 2**20, 1),
        "exit_code_of_server": server.exit_code,
    }
    options.results.write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report, indent=2))
    good = counts["finished"] and counts["hung_up"] and not counts["wrong"]
    sys.exit(0 if good and not any(held.values()) and server.exit_code == 0 else 1)


if __name__ == "__main__":
    main()
