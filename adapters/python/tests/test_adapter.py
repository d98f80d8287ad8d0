"""The adapter's own conduct, with a stand-in for the SDK that misbehaves on request."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parents[1]

STAND_IN = """
import asyncio, os, sys
from . import exceptions
print("the import prints")

class Model:
    def __init__(self, declared, **kept):
        self.__dict__.update(declared)
        self.__class__ = type("Result", (Model,), {"model_fields": declared})
        self.model_extra = kept

def result(project_name, run_id):
    print("a call prints")
    os.write(1, b"so does a library\\n")
    if run_id == "text":
        raise exceptions.NotFoundError(404, "<html>")
    if run_id == "json":
        raise exceptions.NotFoundError(404, {"code": "not-found"})
    if run_id == "empty":
        raise exceptions.NotFoundError(404, None)
    if run_id == "foreign":
        error = ValueError("not \\ud800 ours")
        error.body = "kept by chance"
        raise error
    if run_id == "exit":
        sys.exit(3)
    if run_id == "dies":
        os._exit(7)
    error = Model({"message": "m", "code": None, "retirable": False}, docUrl="u")
    return Model({"status": "failed", "error": error, "reason": None}, **{"odd\\ud800": [1]})

async def later(**arguments):
    await asyncio.sleep(0)
    return result(**arguments)

class IntunedClient:
    call = staticmethod(result)
    def __init__(self, *, api_key, workspace_id, base_url, timeout="default"):
        print("client", api_key, workspace_id, base_url, timeout)
        runs = type("Runs", (), {"result": self.call})
        self.projects = type("Projects", (), {"runs": runs})

class AsyncIntunedClient(IntunedClient):
    call = staticmethod(later)
"""
ERRORS = """
class ApiError(Exception):
    def __init__(self, status_code, body):
        super().__init__("failed")
        self.status_code, self.body = status_code, body

class NotFoundError(ApiError):
    pass
"""
HELLO = {
    "type": "hello",
    "protocol": 1,
    "mode": "http",
    "base_url": "http://127.0.0.1:1",
    "workspace_id": "w",
    "api_key": "k",
}


def vector(run_id, **more):
    params = {"workspaceId": "w", "projectName": "p", "runId": run_id}
    line = {"type": "vector", "id": run_id, "operation": "runs.result", "params": params}
    return {**line, **more}


class Conduct(unittest.TestCase):
    arguments = []

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        files = {
            "intuned_client/__init__.py": STAND_IN,
            "intuned_client/exceptions.py": ERRORS,
            "intuned_client-9.8.7.dist-info/METADATA": "Name: intuned-client\nVersion: 9.8.7\n",
        }
        for name, text in files.items():
            path = pathlib.Path(cls.folder.name, name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def talk(self, *messages, hello=HELLO):
        """Returns the lines after the first, standard error, and the exit code."""
        lines = [m if isinstance(m, str) else json.dumps(m) for m in (hello, *messages)]
        variables = {"PYTHONPATH": self.folder.name, "PYTHONDONTWRITEBYTECODE": "1"}
        process = subprocess.run(
            [sys.executable, str(FOLDER / "adapter.py"), *self.arguments],
            input="".join(f"{line}\n" for line in lines).encode(),
            capture_output=True,
            env={**os.environ, **variables},
            timeout=60,
        )
        answers = [json.loads(line) for line in process.stdout.splitlines()]
        self.assertEqual(answers[0]["type"], "ready" if hello is HELLO else "failed")
        self.ready = answers[0]
        return answers[1:], process.stderr.decode(), process.returncode

    def observe(self, run_id):
        answers, _, code = self.talk(vector(run_id), {"type": "bye"})
        self.assertEqual(code, 0)
        self.assertEqual([answer["type"] for answer in answers], ["observed", "settled"])
        self.assertEqual([answer["id"] for answer in answers], [run_id, run_id])
        return answers[0]["observation"]

    def test_it_introduces_itself_with_what_is_installed(self):
        self.talk({"type": "bye"})
        self.assertEqual(self.ready["protocol"], 1)
        self.assertEqual(self.ready["sdk"], "intuned-client")
        self.assertEqual(self.ready["version"], "9.8.7")

    def test_what_the_sdk_prints_stays_off_the_protocol(self):
        _, stderr, _ = self.talk(vector("x"))
        for text in ("the import prints", "a call prints", "so does a library"):
            self.assertIn(text, stderr)

    def test_a_returned_value_shows_facts_and_extras(self):
        self.assertEqual(
            self.observe("x"),
            {
                "outcome": "returned",
                "result": {
                    "state": "present",
                    "variant": "Result",
                    "facts": {
                        "status": {
                            "state": "value",
                            "via": "result.status",
                            "value": {"type": "string", "json": '"failed"'},
                        }
                    },
                    "extras": {"odd\ufffd": {"type": "array", "json": "[1]"}},
                },
                "errors": [
                    {
                        "state": "present",
                        "variant": "Result",
                        "facts": {
                            "message": {
                                "state": "value",
                                "via": "result.error.message",
                                "value": {"type": "string", "json": '"m"'},
                            },
                            "code": {"state": "null-or-absent"},
                            "flag": {
                                "state": "value",
                                "via": "result.error.retirable",
                                "value": {"type": "boolean", "json": "false"},
                            },
                        },
                        "extras": {"docUrl": {"type": "string", "json": '"u"'}},
                    }
                ],
                "reason": {"state": "absent"},
            },
        )

    def test_an_error_of_the_sdk_shows_status_and_body(self):
        expected = {
            "text": {"kind": "text", "value": {"type": "string", "json": '"<html>"'}},
            "json": {
                "kind": "json",
                "value": {"type": "object", "json": '{"code":"not-found"}'},
            },
        }
        for run_id, body in expected.items():
            seen = self.observe(run_id)
            classes = seen["raised"]["classes"]
            self.assertEqual(classes[1], "intuned_client.exceptions.ApiError")
            self.assertNotIn("builtins.object", classes)
            self.assertEqual(seen["http_status"]["value"]["json"], "404")
            self.assertEqual(seen["body"], body)

    def test_a_body_that_is_not_there_is_not_reported(self):
        seen = self.observe("empty")
        self.assertNotIn("body", seen)
        self.assertEqual(seen["http_status"]["value"]["json"], "404")

    def test_a_foreign_exception_shows_nothing_but_itself(self):
        for run_id, first in (("foreign", "builtins.ValueError"), ("exit", "builtins.SystemExit")):
            seen = self.observe(run_id)
            self.assertEqual(set(seen), {"outcome", "raised"})
            self.assertEqual(seen["raised"]["classes"][0], first)
        self.assertEqual(self.observe("foreign")["raised"]["shown"], "not \ufffd ours")

    def test_bad_lines_are_the_adapters_own_failures_and_it_goes_on(self):
        missing = vector("y")
        del missing["params"]["runId"]
        bad = ["{", "[]", {"type": "odd", "id": "z"}, {"type": "vector", "id": "y"}, missing]
        answers, _, code = self.talk(*bad, vector("x"), {"type": "bye"})
        self.assertEqual(code, 0)
        types = [answer["type"] for answer in answers]
        self.assertEqual(types, ["failed", "settled"] * len(bad) + ["observed", "settled"])
        self.assertIn("has no parameter 'runId'", answers[8]["error"])

    def test_an_unknown_operation_is_not_offered(self):
        answers, _, _ = self.talk(vector("x", operation="queues.list"))
        self.assertEqual([answer["type"] for answer in answers], ["not-offered", "settled"])

    def test_each_time_out_has_one_kept_client(self):
        limited = vector("x", client_timeout_ms=1500)
        _, stderr, _ = self.talk(vector("x"), limited, vector("x"), limited)
        clients = [line for line in stderr.splitlines() if line.startswith("client ")]
        common = "client k w http://127.0.0.1:1"
        self.assertEqual(clients, [f"{common} default", f"{common} 1.5"])

    def test_a_death_leaves_no_settled_behind(self):
        answers, _, code = self.talk(vector("dies"))
        self.assertEqual((answers, code), ([], 7))

    def test_another_mode_is_refused(self):
        answers, _, _ = self.talk(hello={**HELLO, "mode": "decode"})
        self.assertEqual([answer["type"] for answer in answers], ["settled"])

    def test_another_version_is_answered_with_its_own(self):
        answers, _, _ = self.talk({**HELLO, "protocol": 2})
        self.assertEqual(answers[0]["protocol"], 1)


class AsynchronousConduct(Conduct):
    arguments = ["--async"]


if __name__ == "__main__":
    unittest.main()
