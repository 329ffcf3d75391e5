"""The server under test: `assay serve` on a free port, for the length of a `with`."""

import json
import re
import signal
import subprocess
import urllib.request


class Server:
    def __init__(self, assay, *flags):
        self.command = [assay, "serve", "-m", "builtin", "--port", "0", *flags]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.url = re.search(r"http://\S+/v1", line).group(0)
        self.line = line.strip()
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.exit_code = self.process.wait(timeout=120)

    def post(self, path, body):
        request = urllib.request.Request(
            self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=600) as reply:
            return json.load(reply)

    def metrics(self):
        """Values by name, labels included."""
        with urllib.request.urlopen(self.url.replace("/v1", "/metrics")) as reply:
            lines = reply.read().decode().splitlines()
        return {
            name: float(value)
            for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        }

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/statm") as file:
            return int(file.read().split()[1]) * 4096
