#!/usr/bin/env python3
"""An agent in Python, written from docs/protocol.md: it offers python.upper and python.wait.

Needs Debian's python3-redis, or redis 4.3 or later from PyPI.
usage: agent.py PUBLIC_KEY [URL], URL like redis://127.0.0.1:6379; LEASE_MS: for how long it may be silent.
"""

import json
import os
import socket
import sys
import threading
import time
import uuid

import redis

JOBS = "herorunner:jobs"
OWN = "{herorunner:jobs}:"
LEASE_MS = int(os.environ.get("LEASE_MS", "15000"))


class Stop(Exception):
    """Why an action was ended: `lost`, `timeout`, or `cancelled` with its reason."""


class Refused(Exception):
    """What no further try would change."""


class Agent:
    def __init__(self, key, url):
        self.key, self.session, self.known = key, str(uuid.uuid4()), set()
        # Whatever does not answer within the block of BZPOPMIN and some more is dead; a pool serves all threads.
        self.redis = redis.Redis.from_url(url, decode_responses=True, socket_timeout=5)

    def call(self, function, *args):
        """A function that changes something; what it leaves over is done by hr_continue."""
        answer, more, _ = self.redis.fcall(function, 1, JOBS, *args)
        while more == 1:
            _, more, _ = self.redis.fcall("hr_continue", 1, JOBS)
        return answer

    def register(self):
        """What it offers. The policy revision rises, so that everybody reads the records again."""
        params = {"upper": {"text": "string, required"}, "wait": {"seconds": "float"}}
        actions = [{"action": name, "public": True, "params": params[name]} for name in params]
        now = int(time.time())
        status = {"guid": str(uuid.uuid4()), "timestamp_first": now, "timestamp_last": now, "status": "ok"}
        services = [{"actor": "python", "actions": actions}]
        agent = {"pubkey": self.key, "description": "python: an example", "status": status, "services": services}
        self.redis.hset("herorunner:agents", self.key, json.dumps(agent))
        self.redis.hset("herorunner:services", "python", json.dumps(self.merged(actions)))
        self.redis.hincrby(OWN + "n", "revision", 1)

    def merged(self, actions):
        """The Service record: what it says already, of rights for example, stays."""
        before = json.loads(self.redis.hget("herorunner:services", "python") or "{}")
        known = {action["action"]: action for action in before.get("actions", [])}
        known |= {action["action"]: known.get(action["action"], {}) | action for action in actions}
        return before | {"actor": "python", "actions": list(known.values())}

    def hello(self):
        about = {"lanes": [""], "run": None, "host": socket.gethostname(), "pid": os.getpid(), "processStart": ""}
        self.call("hr_hello", self.session, self.key, LEASE_MS, json.dumps(about))

    def serve(self):
        """Asks for work in any case, since a marker can get lost; goes on when Redis was away."""
        while True:
            try:
                self.redis.bzpopmin(f"{OWN}mk:{self.key}:", 2)
                held = self.call("hr_beat", self.session, LEASE_MS)
                if held == "gone":
                    self.register()
                    self.hello()
                else:
                    self.give_back(held)
                claims = self.call("hr_claim", self.key, self.session, 10, "")
            except redis.RedisError as problem:
                print("Redis:", problem, flush=True)
                time.sleep(1)
                continue
            for i in range(0, len(claims), 7):
                guid, fence, record = claims[i : i + 3]
                self.known.add((guid, fence))
                threading.Thread(target=self.work, args=(guid, fence, json.loads(record)), daemon=True).start()

    def give_back(self, held):
        """Jobs of a claim whose answer was lost: held, and never begun here."""
        for i in range(0, len(held), 3):
            if tuple(held[i : i + 2]) not in self.known:
                self.call("hr_release", *held[i : i + 2])

    def work(self, guid, fence, job):
        """Executes one job, and sends what came of it: outcome, code, message, result, final."""
        ended = threading.Event()
        stop = Stop()
        threading.Thread(target=self.beat, args=(guid, fence, job, ended, stop), daemon=True).start()
        try:
            what = ["ok", 0, "", json.dumps(execute(job, ended, stop)), 0]
        except Stop as why:
            if why.args[0] == "lost":
                print(guid, "was taken away", flush=True)
                self.known.discard((guid, fence))
                return
            what = [why.args[0], 0, why.args[1], "", 1 if why.args[0] == "cancelled" else 0]
        except Refused as problem:
            what = ["failed", 1, str(problem), "", 1]
        except Exception as problem:  # whatever the action did wrong is its result
            what = ["failed", 1, str(problem), "", 0]
        finally:
            ended.set()
        if self.finish(guid, fence, *what) == "stale":
            print(guid, "was taken away", flush=True)
        self.known.discard((guid, fence))

    def finish(self, *end):
        """Sent until it is answered: twice does no harm."""
        while True:
            try:
                return self.call("hr_finish", *end)
            except redis.RedisError as problem:
                print("Redis:", problem, flush=True)
                time.sleep(1)

    def beat(self, guid, fence, job, ended, stop):
        """Once a second: whether the job is to go on."""
        limit = job.get("timeout", 3600) or float("inf")
        began = time.monotonic()
        while not ended.wait(1):
            try:
                held = self.call("hr_beat", self.session, LEASE_MS)
            except redis.RedisError:
                continue
            mine = [held[i : i + 3] for i in range(0, len(held), 3)] if held != "gone" else []
            cancel = next((word for name, number, word in mine if (name, number) == (guid, fence)), None)
            if cancel is None:
                stop.args = ("lost",)
            elif cancel != "0":
                stop.args = ("cancelled", cancel[1:])
            elif time.monotonic() - began > limit:
                stop.args = ("timeout", f"ran longer than {limit} s")
            else:
                continue
            ended.set()


def execute(job, ended, stop):
    """The actions: a real one looks at `ended` between its steps."""
    params = job.get("params", {})
    if job.get("secrets"):
        raise Refused("this agent has no secrets")
    if job["action"] == "upper":
        return params["text"].upper()
    if job["action"] == "wait":
        if ended.wait(float(params["seconds"])):
            raise stop
        return "waited"
    raise LookupError("python has no action " + job["action"])


def main(key, url="redis://127.0.0.1:6379"):
    agent = Agent(key, url)
    agent.register()
    agent.hello()
    print("agent started", flush=True)
    agent.serve()


if __name__ == "__main__":
    main(*sys.argv[1:3])
