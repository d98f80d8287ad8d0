"""The adapter of the Python SDK: makes one public call per vector and reports what it shows.

This file is the life of the process. Not here: the calls (see operations.py), what is observed
(see observing.py), how values travel (see safe_values.py) and what the lines mean (see
docs/protocol.md). With `--async` the same calls go through the SDK's asynchronous client.
"""

import asyncio
import importlib.metadata
import json
import os
import platform
import sys
import traceback

if __name__ == "__main__":
    # The protocol keeps private descriptors, and whatever the SDK prints goes to standard error.
    # This stands before the import of the SDK because an import may print, too.
    LINES_IN = os.fdopen(os.dup(0), "rb")
    LINES_OUT = os.dup(1)
    os.dup2(2, 1)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)

import intuned_client

from observing import raised
from operations import OPERATIONS
from safe_values import clean, line

PROTOCOL = 1
SDK = "intuned-client"


class Adapter:
    """One process: one base URL, one kept client for each client time-out."""

    def __init__(self, send, asynchronous=False):
        self.send = send
        self.hello = None
        self.clients = {}
        self.make_client = intuned_client.IntunedClient
        self.wait = lambda value: value
        self.turn = lambda: None
        if asynchronous:
            # The loop only runs while something waits, but it is the same one for the whole life.
            loop = asyncio.new_event_loop()
            self.make_client = intuned_client.AsyncIntunedClient
            self.wait = loop.run_until_complete
            self.turn = lambda: loop.run_until_complete(asyncio.sleep(0))

    def answer(self, text):
        """Answers one line; returns whether another one is awaited."""
        vector_id = ""
        try:
            message = json.loads(text)
            vector_id = message.get("id", "")
            kind = message["type"]
            if kind == "bye":
                return False
            if kind == "hello":
                self.introduce(message)
                return True
            if kind != "vector":
                raise ValueError(f"a line of the unknown type {kind!r}")
            self.send(self.observe(vector_id, message))
            self.turn()
        except Exception:
            self.send({"type": "failed", "id": vector_id, "error": clean(traceback.format_exc())})
        self.send({"type": "settled", "id": vector_id})
        return True

    def introduce(self, hello):
        """Keeps what `hello` says and answers it; the runner judges the version."""
        if hello["mode"] != "http":
            raise ValueError(f"the mode {hello['mode']!r}; this adapter speaks `http` only")
        self.hello = hello
        self.send({
            "type": "ready",
            "protocol": PROTOCOL,
            "sdk": SDK,
            "version": importlib.metadata.version(SDK),
            "language": f"Python {platform.python_version()}",
        })

    def observe(self, vector_id, vector):
        """Makes a vector's call and returns the line that reports it."""
        if vector["operation"] not in OPERATIONS:
            return {"type": "not-offered", "id": vector_id}
        view_of, call = OPERATIONS[vector["operation"]]
        client = self.client(vector.get("client_timeout_ms"))
        params = Parameters(vector["params"])
        try:
            result = self.wait(call(client, params))
        except (KeyboardInterrupt, MissingParameter):
            raise
        except BaseException as exc:
            seen = raised(exc)
        else:
            seen = {"outcome": "returned", **view_of(result)}
        return {"type": "observed", "id": vector_id, "observation": seen}

    def client(self, timeout_ms):
        """Returns the kept client for this time-out; without one the SDK's default stays."""
        if timeout_ms not in self.clients:
            options = {} if timeout_ms is None else {"timeout": timeout_ms / 1000}
            self.clients[timeout_ms] = self.make_client(
                api_key=self.hello["api_key"],
                workspace_id=self.hello["workspace_id"],
                base_url=self.hello["base_url"],
                **options,
            )
        return self.clients[timeout_ms]


class MissingParameter(Exception):
    """The vector lacks a parameter that the call needs; the SDK is not to blame."""


class Parameters(dict):
    """The path parameters of a vector."""

    def __missing__(self, name):
        raise MissingParameter(f"the vector has no parameter {name!r}")


def write(message):
    """Writes one line at once: nothing stays in a buffer if the process dies."""
    rest = memoryview(line(message))
    while rest:
        rest = rest[os.write(LINES_OUT, rest) :]


def main():
    """Answers lines until `bye` or the end of the input."""
    adapter = Adapter(write, asynchronous="--async" in sys.argv[1:])
    for text in LINES_IN:
        if not adapter.answer(text):
            break


if __name__ == "__main__":
    main()
