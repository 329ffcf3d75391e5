"""A proxy for an OpenAI-compatible server that breaks what it passes on, by a seeded plan.

It remembers every answer that it passed on whole, so that what a client stored can be compared: each
stored answer must be one of them, and each of them stored once.
"""

import http.client
import http.server
import json
import random
import socket
import struct
import threading
import time

FAULTS = [
    "reset before the answer",
    "reset in the answer",
    "closed in the answer",
    "ended in order, half of the answer",
    "silent in the answer",
    "429 with Retry-After",
    "500",
    "503 without a body",
    "garbage for JSON",
    "an error in the stream",
]
SILENCE_S = 6  # longer than the client's patience


def text_of(events):
    """What a stream of events says, and its finish_reason."""
    text, reason = "", None
    for event in events:
        if event == "[DONE]":
            continue
        for choice in json.loads(event).get("choices", []):
            text += choice.get("text") or (choice.get("delta") or {}).get("content") or ""
            reason = choice.get("finish_reason") or reason
    return text, reason


class Plan:
    """Which fault each request meets; none for a part of them."""

    def __init__(self, seed, rate):
        self.random = random.Random(seed)
        self.rate = rate
        self.lock = threading.Lock()
        self.counts = {fault: 0 for fault in FAULTS}
        self.whole = []
        self.requests = 0

    def next(self):
        with self.lock:
            self.requests += 1
            if self.random.random() >= self.rate:
                return None
            # All kinds before any a second time.
            least = min(self.counts.values())
            fault = self.random.choice([f for f in FAULTS if self.counts[f] == least])
            self.counts[fault] += 1
            return fault

    def passed(self, events):
        with self.lock:
            self.whole.append(text_of(events))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        upstream = self.ask("GET", None)
        self.plain(upstream.status, upstream.read())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fault = self.server.plan.next()
        if fault == "reset before the answer":
            self.reset()
        elif fault == "429 with Retry-After":
            self.plain(429, b'{"error": {"message": "slow down"}}', {"Retry-After": "1"})
        elif fault == "500":
            self.plain(500, b'{"error": {"message": "the GPU fell off the bus"}}')
        elif fault == "503 without a body":
            self.plain(503, b"")
        elif fault == "garbage for JSON":
            self.plain(200, b'{"choices": [{"message": {"content": "wro\xff')
        else:
            self.stream(self.ask("POST", body), fault)

    def ask(self, method, body):
        connection = http.client.HTTPConnection(*self.server.upstream)
        connection.request(method, self.path, body, {"Content-Type": "application/json"})
        return connection.getresponse()

    def plain(self, status, body, headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self, upstream, fault):
        if upstream.status != 200:
            self.plain(upstream.status, upstream.read())
            return
        events = [
            line[6:].decode().strip() for line in upstream.read().split(b"\n") if line.startswith(b"data: ")
        ]
        if not events or text_of(events)[1] is None:
            raise RuntimeError("the server itself sent a cut answer")
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if fault is None:
            # Noted first: the client may come with its next request as soon as it has the last byte.
            self.server.plan.passed(events)
            self.chunks(events)
            self.wfile.write(b"0\r\n\r\n")
            return
        self.chunks(events[: len(events) // 2])
        if fault == "reset in the answer":
            self.reset()
        elif fault == "closed in the answer":
            self.close_connection = True
        elif fault == "silent in the answer":
            time.sleep(SILENCE_S)
            self.close_connection = True
        else:
            if fault == "an error in the stream":
                self.chunks(['{"error": {"message": "out of memory", "code": 500}}'])
            self.wfile.write(b"0\r\n\r\n")

    def chunks(self, events):
        """One event in two writes, so that characters and tags fall apart."""
        for event in events:
            data = f"data: {event}\n\n".encode()
            self.wfile.write(f"{len(data):x}\r\n".encode() + data[: len(data) // 2])
            self.wfile.flush()
            self.wfile.write(data[len(data) // 2 :] + b"\r\n")

    def reset(self):
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


class Proxy(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, upstream, plan):
        super().__init__(("127.0.0.1", 0), Handler)
        self.upstream = upstream
        self.plan = plan
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        pass  # clients leave when they have lost patience
