#!/usr/bin/env python3
"""An agent in Python, written from docs/protocol.md: it offers python.upper and python.wait. Nothing to install.

usage: agent.py HOST PORT PUBLIC_KEY
"""

import json
import os
import socket
import sys
import threading
import time
import uuid

JOBS = "herorunner:jobs"
OWN = "{herorunner:jobs}:"
LEASE_MS = 15_000


class Redis:
    """As much of the protocol of Redis as is needed; one connection, used by one thread at a time."""

    def __init__(self, host, port):
        self.socket = socket.create_connection((host, int(port)))
        self.reader = self.socket.makefile("rb")
        self.lock = threading.Lock()

    def send(self, *words):
        parts = [str(word).encode() for word in words]
        text = b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        with self.lock:
            self.socket.sendall(text)
            return self.read()

    def read(self):
        line = self.reader.readline()
        if not line:
            raise ConnectionError("Redis has closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise RuntimeError(rest.decode())
        if kind == b":":
            return int(rest)
        if kind == b"+":
            return rest.decode()
        if kind == b"$":
            return None if rest == b"-1" else self.reader.read(int(rest) + 2)[:-2].decode()
        return None if rest == b"-1" else [self.read() for _ in range(int(rest))]

    def call(self, function, *args):
        """A function that changes something; what it leaves over is done by hr_continue."""
        answer, more, _ = self.send("FCALL", function, 1, JOBS, *args)
        while more == 1:
            _, more, _ = self.send("FCALL", "hr_continue", 1, JOBS)
        return answer


def register(redis, key):
    """What this agent offers. The policy revision rises, so that everybody reads the records again."""
    actions = [{"action": "upper", "params": {"text": "string, required"}}, {"action": "wait", "params": {"seconds": "float"}}]
    now = int(time.time())
    status = {"guid": str(uuid.uuid4()), "timestamp_first": now, "timestamp_last": now, "status": "ok"}
    services = [{"actor": "python", "actions": actions}]
    agent = {"pubkey": key, "description": "python: an example", "status": status, "services": services}
    redis.send("HSET", "herorunner:agents", key, json.dumps(agent))
    redis.send("HSET", "herorunner:services", "python", json.dumps(services[0]))
    redis.send("HINCRBY", OWN + "n", "revision", 1)


def execute(job, stopped):
    params = job["params"]
    if job["action"] == "upper":
        return params["text"].upper()
    if job["action"] == "wait":
        if stopped.wait(float(params["seconds"])):
            raise InterruptedError
        return "waited"
    raise LookupError("python has no action " + job["action"])


def work(host, port, key, session, guid, fence, record):
    """One job, with a connection of its own; the beat stops it when it is cancelled or lost."""
    redis, stopped, lost = Redis(host, port), threading.Event(), threading.Event()

    def finish(outcome, code, message, result):
        redis.call("hr_finish", guid, fence, outcome, code, message, result, 1 if outcome == "cancelled" else 0)

    def beat():
        while not stopped.wait(1):
            held = beats.call("hr_beat", session, LEASE_MS)
            mine = [held[i : i + 3] for i in range(0, len(held), 3)] if held != "gone" else []
            found = [cancel for name, number, cancel in mine if name == guid and int(number) == int(fence)]
            if not found:
                lost.set()
            if not found or found[0] != "0":
                stopped.set()

    beats = Redis(host, port)
    threading.Thread(target=beat, daemon=True).start()
    try:
        result = execute(json.loads(record), stopped)
        finish("ok", 0, "", json.dumps(result))
    except InterruptedError:
        if not lost.is_set():
            finish("cancelled", 0, "cancelled", "")
    except Exception as problem:  # whatever the action did wrong is its result
        finish("failed", 1, str(problem), "")
    finally:
        stopped.set()


def main(host, port, key):
    redis, session = Redis(host, port), str(uuid.uuid4())
    register(redis, key)
    about = {"lanes": [""], "run": None, "host": socket.gethostname(), "pid": os.getpid(), "processStart": ""}
    redis.call("hr_hello", session, key, LEASE_MS, json.dumps(about))
    print("agent started", flush=True)
    while True:
        redis.send("BZPOPMIN", OWN + "mk:" + key + ":", 2)
        if redis.call("hr_beat", session, LEASE_MS) == "gone":
            redis.call("hr_hello", session, key, LEASE_MS, json.dumps(about))
        claims = redis.call("hr_claim", key, session, 10, "")
        for i in range(0, len(claims), 7):
            guid, fence, record = claims[i : i + 3]
            args = (host, port, key, session, guid, fence, record)
            threading.Thread(target=work, args=args, daemon=True).start()


if __name__ == "__main__":
    main(*sys.argv[1:4])
