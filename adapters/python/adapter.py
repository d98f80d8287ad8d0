"""The adapter of the Python SDK: makes one public call per vector and reports what it shows.

It parses nothing for the SDK and judges nothing. Not here: how values are encoded (see
safe_values.py) and what the lines mean (see docs/protocol.md). Start at `OPERATIONS`; with
`--async` the same calls go through the SDK's asynchronous client.
"""

import asyncio
import importlib.metadata
import json
import os
import platform
import sys
import traceback

from safe_values import clean, encode, line

if __name__ == "__main__":
    # The protocol keeps private descriptors, and whatever the SDK prints goes to standard error.
    # This stands before the import of the SDK because an import may print, too.
    LINES_IN = os.fdopen(os.dup(0), "rb")
    LINES_OUT = os.dup(1)
    os.dup2(2, 1)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)

import intuned_client  # noqa: E402
from intuned_client.exceptions import ApiError  # noqa: E402

PROTOCOL = 1
SDK = "intuned-client"

# The contract's facts and the attributes under which the SDK declares them.
RESULT_FACTS = (("status", "status"), ("outcome", "outcome"), ("message", "message"))
REASON_FACTS = tuple((name, name) for name in ("type", "message", "doc_url", "details", "timestamp"))
ERROR_FACTS = (
    ("message", "message"),
    ("code", "code"),
    ("category", "category"),
    ("flag", "retirable"),
    ("doc_url", "doc_url"),
    ("correlation_id", "correlation_id"),
    ("details", "details"),
)


# How each kind of result is observed.


def nothing(result):
    """The SDK returns `None`."""
    return {}


def plain(result):
    """A result that has no place for an error: an acknowledgement, a job, an auth session."""
    return {"result": view(result, "result", RESULT_FACTS)}


def polled(result):
    """A result with one slot for an error, and in some variants one for a reason."""
    return with_slots(view(result, "result", RESULT_FACTS), [(result, "result")])


def job_run(result):
    """A job run: its status, error and reason stand one level below the envelope."""
    seen = view(result.job_run, "result.job_run", RESULT_FACTS)
    add_extras(seen, result)
    return with_slots(seen, [(result.job_run, "result.job_run")])


def job_runs(result):
    """A page of job runs: one error slot for each; the reason is the first one's."""
    runs = [(run, f"result.job_runs[{index}]") for index, run in enumerate(result.job_runs)]
    return with_slots(view(result, "result", RESULT_FACTS), runs)


def listed(result):
    """A list of jobs or auth sessions: the reason is the first one's."""
    items = [(item, "result[0]") for item in result[:1]]
    seen = with_slots({"state": "present", "variant": "list"}, items)
    del seen["errors"]
    return seen


# The calls, as a user of the SDK writes them; `p` holds the path parameters of the contract.

RUN = {"api": "conformance", "parameters": {}}
SESSION = {"parameters": {}}
JOB = {"id": "conformance", "payload": [{"api_name": "conformance", "parameters": {}}]}
JOB_BODY = {**JOB, "configuration": {}}
TASK = {"task": "conformance"}

OPERATIONS = {
    "runs.start": (
        plain,
        lambda client, p: client.projects.runs.start(project_name=p["projectName"], body=RUN),
    ),
    "runs.result": (
        polled,
        lambda client, p: client.projects.runs.result(
            project_name=p["projectName"], run_id=p["runId"]
        ),
    ),
    "auth_sessions.list": (
        listed,
        lambda client, p: client.projects.auth_sessions.list(project_name=p["projectName"]),
    ),
    "auth_sessions.get": (
        plain,
        lambda client, p: client.projects.auth_sessions.get(
            project_name=p["projectName"], auth_session_id=p["authSessionId"]
        ),
    ),
    "auth_sessions.delete": (
        nothing,
        lambda client, p: client.projects.auth_sessions.delete(
            project_name=p["projectName"], auth_session_id=p["authSessionId"]
        ),
    ),
    "auth_sessions.create.start": (
        plain,
        lambda client, p: client.projects.auth_sessions.create.start(
            project_name=p["projectName"], body=SESSION
        ),
    ),
    "auth_sessions.create.result": (
        polled,
        lambda client, p: client.projects.auth_sessions.create.result(
            project_name=p["projectName"], operation_id=p["operationId"]
        ),
    ),
    "auth_sessions.update.start": (
        plain,
        lambda client, p: client.projects.auth_sessions.update.start(
            project_name=p["projectName"], auth_session_id=p["authSessionId"], body=SESSION
        ),
    ),
    "auth_sessions.update.result": (
        polled,
        lambda client, p: client.projects.auth_sessions.update.result(
            project_name=p["projectName"],
            auth_session_id=p["authSessionId"],
            operation_id=p["operationId"],
        ),
    ),
    "auth_sessions.validate.start": (
        plain,
        lambda client, p: client.projects.auth_sessions.validate.start(
            project_name=p["projectName"], auth_session_id=p["authSessionId"], body={}
        ),
    ),
    "auth_sessions.validate.result": (
        polled,
        lambda client, p: client.projects.auth_sessions.validate.result(
            project_name=p["projectName"],
            auth_session_id=p["authSessionId"],
            operation_id=p["operationId"],
        ),
    ),
    "jobs.list": (
        listed,
        lambda client, p: client.projects.jobs.list(project_name=p["projectName"]),
    ),
    "jobs.create": (
        plain,
        lambda client, p: client.projects.jobs.create(project_name=p["projectName"], body=JOB_BODY),
    ),
    "jobs.get": (
        plain,
        lambda client, p: client.projects.jobs.get(
            project_name=p["projectName"], job_id=p["jobId"]
        ),
    ),
    "jobs.update": (
        plain,
        lambda client, p: client.projects.jobs.update(
            project_name=p["projectName"], job_id=p["jobId"], body=JOB_BODY
        ),
    ),
    "jobs.delete": (
        nothing,
        lambda client, p: client.projects.jobs.delete(
            project_name=p["projectName"], job_id=p["jobId"]
        ),
    ),
    "jobs.pause": (
        plain,
        lambda client, p: client.projects.jobs.pause(
            project_name=p["projectName"], job_id=p["jobId"]
        ),
    ),
    "jobs.resume": (
        plain,
        lambda client, p: client.projects.jobs.resume(
            project_name=p["projectName"], job_id=p["jobId"]
        ),
    ),
    "jobs.trigger": (
        plain,
        lambda client, p: client.projects.jobs.trigger(
            project_name=p["projectName"], job_id=p["jobId"]
        ),
    ),
    "jobs.runs.list": (
        job_runs,
        lambda client, p: client.projects.jobs.runs.list(
            project_name=p["projectName"], job_id=p["jobId"]
        ),
    ),
    "jobs.runs.get": (
        job_run,
        lambda client, p: client.projects.jobs.runs.get(
            project_name=p["projectName"], job_id=p["jobId"], job_run_id=p["jobRunId"]
        ),
    ),
    "jobs.runs.terminate": (
        plain,
        lambda client, p: client.projects.jobs.runs.terminate(
            project_name=p["projectName"], job_id=p["jobId"], job_run_id=p["jobRunId"]
        ),
    ),
    "web_tasks.start": (
        plain,
        lambda client, p: client.web_tasks.start(body=TASK),
    ),
    "web_tasks.result": (
        polled,
        lambda client, p: client.web_tasks.result(web_task_id=p["webTaskId"]),
    ),
}
