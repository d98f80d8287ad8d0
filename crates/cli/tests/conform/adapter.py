"""A small adapter whose behaviour is named by its first argument.

It misbehaves on the vector that ends in `/b` only, unless the behaviour says otherwise.
"""

import base64
import http.client
import json
import os
import subprocess
import sys
import time
from urllib.parse import urlsplit

BEHAVIOUR = sys.argv[1]
S0 = {
    "message": "The script process crashed.",
    "code": "script-process-crashed",
    "category": "infrastructure",
    "flag": False,
}


def send(**line):
    print(json.dumps(line), flush=True)


def encoded(value):
    kind = {str: "string", bool: "boolean", int: "number"}[type(value)]
    return {"type": kind, "json": json.dumps(value)}


def field(value):
    return {"state": "value", "via": "it", "value": encoded(value)}


def call(base_url, path):
    url = urlsplit(base_url)
    connection = http.client.HTTPConnection(url.netloc, timeout=5)
    connection.request("GET", url.path + path)
    response = connection.getresponse()
    return response.status, response.read()


def observation(status, body):
    raw = {"kind": "bytes", "base64": base64.b64encode(body).decode()}
    own = {"classes": ["sdk.Error", "builtins.Exception"], "shown": body.decode("utf-8", "replace")}
    if BEHAVIOUR == "raises-everything":
        return {"outcome": "raised", "raised": own, "body": raw}
    if BEHAVIOUR == "always-s0":
        fields = {name: field(value) for name, value in S0.items()}
        result = {"facts": {"status": field("failed")}}
        return {"outcome": "returned", "result": result, "errors": [{"facts": fields}]}
    if status >= 400:
        return {"outcome": "raised", "raised": own, "body": raw}
    return {"outcome": "returned", "body": raw}


def vector(line, hello):
    name = line["id"]
    odd = name.endswith("/b")
    path = "/{workspaceId}/projects/{projectName}/run/{runId}/result"
    if line["operation"] != "runs.result":
        send(type="not-offered", id=name)
        send(type="settled", id=name)
        return
    for key, value in line["params"].items():
        path = path.replace("{" + key + "}", value)
    if odd and BEHAVIOUR == "garbage":
        print("Traceback (most recent call last):", flush=True)
    if odd and BEHAVIOUR == "dies":
        print("out of luck", file=sys.stderr, flush=True)
        os._exit(7)
    if odd and BEHAVIOUR == "hangs":
        child = subprocess.Popen(["sleep", "1000"])
        with open(sys.argv[2], "w") as pids:
            pids.write(f"{os.getpid()} {child.pid}")
        time.sleep(1000)
    if odd and BEHAVIOUR == "fails":
        send(type="failed", id=name, error="adapter.py:1: no such attribute")
        send(type="settled", id=name)
        return
    if odd and BEHAVIOUR == "not-offered":
        send(type="not-offered", id=name)
        send(type="settled", id=name)
        return
    if odd and BEHAVIOUR == "calls-elsewhere":
        path = "/elsewhere"
    if hello["mode"] == "decode":
        status = line["response"]["status"]
        body = base64.b64decode(line["response"]["body_base64"])
    elif odd and BEHAVIOUR == "makes-no-call":
        status, body = 200, b"{}"
    else:
        status, body = call(hello["base_url"], path)
    seen = observation(status, body)
    if odd and BEHAVIOUR == "names-the-wires-key":
        seen["errors"] = [{"facts": {"retirable": field(True)}}]
    if odd and BEHAVIOUR == "reports-bare-values":
        seen["result"] = {"facts": {"status": "failed"}}
    if odd and BEHAVIOUR == "reports-unknown-members":
        seen["error"] = {}
    if odd and BEHAVIOUR == "prints-a-repr":
        print("{\"a\": 'b'}", flush=True)
    answer = "t/other" if odd and BEHAVIOUR == "wrong-id" else name
    send(type="observed", id=answer, observation=seen)
    if odd and BEHAVIOUR == "dies-after-its-answer":
        os._exit(9)
    send(type="settled", id=name)
    if odd and BEHAVIOUR == "dies-when-idle":
        os._exit(9)
    if BEHAVIOUR == "writes-its-id":
        with open(sys.argv[2], "w") as pid:
            pid.write(f"{os.getpid()} ")
    if odd and BEHAVIOUR == "prints-when-idle":
        print("by the way", flush=True)
    return odd and BEHAVIOUR == "prints-late"


def main():
    hello = json.loads(sys.stdin.readline())
    version = 2 if BEHAVIOUR == "other-version" else 1
    send(type="ready", protocol=version, sdk="sdk", version="1.0", language="Python")
    late = False
    for text in sys.stdin:
        line = json.loads(text)
        if late:
            print("by the way", flush=True)
        if line["type"] == "bye":
            return
        late = vector(line, hello)


main()
