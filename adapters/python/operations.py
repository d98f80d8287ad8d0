"""The contract's operations as public calls of the SDK, each with how its result is observed.

The calls stand here as a user writes them, with the smallest bodies that are valid. Not here: what
is observed (see observing.py).
"""

from observing import job_run, job_runs, listed, no_content, plain, polled

RUN = {"api": "conformance", "parameters": {}}
SESSION = {"parameters": {}}
JOB = {
    "id": "conformance",
    "payload": [{"api_name": "conformance", "parameters": {}}],
    "configuration": {},
}
TASK = {"task": "conformance"}

# `p` holds the path parameters under their names in the contract.
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
        no_content,
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
        lambda client, p: client.projects.jobs.create(project_name=p["projectName"], body=JOB),
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
            project_name=p["projectName"], job_id=p["jobId"], body=JOB
        ),
    ),
    "jobs.delete": (
        no_content,
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
