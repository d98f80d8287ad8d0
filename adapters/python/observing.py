"""What the user of the SDK can reach on what a call returned or raised.

A field counts where the SDK declares an attribute for it; everything else that it keeps is an extra
under the wire's key. Nothing is parsed and nothing is judged here. `docs/protocol.md` says what is
reported how. Start at `polled` and `raised`.
"""

from intuned_client.exceptions import ApiError

from safe_values import clean, encode

# The contract's fields and the attributes under which the SDK declares them.
RESULT_FACTS = (
    ("status", "status"),
    ("status", "state"),  # a job's
    ("outcome", "outcome"),
    ("message", "message"),
)
REASON_FACTS = (
    ("type", "type"),
    ("message", "message"),
    ("doc_url", "doc_url"),
    ("details", "details"),
    ("timestamp", "timestamp"),
)
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


def no_content(result):
    """The SDK returns `None`."""
    return {}


def plain(result):
    """A result that cannot have an error: an acknowledgement, a job, an auth session."""
    return {"result": view(result, "result", RESULT_FACTS)}


def polled(result):
    """A result with one slot for an error, and in some variants one for a reason."""
    return with_slots(view(result, "result", RESULT_FACTS), [(result, "result")])


def job_run(result):
    """A job run: its status, error and reason stand one level below the envelope."""
    return enclosed(result, [(result.job_run, "result.job_run")])


def job_runs(result):
    """A page of job runs: one error slot for each; status and reason are the first one's."""
    runs = [(run, f"result.job_runs[{index}]") for index, run in enumerate(result.job_runs)]
    return enclosed(result, runs)


def listed(result):
    """A list of jobs or auth sessions: status and reason are the first one's."""
    if not result:
        return {"result": {"state": "present", "variant": "list"}}
    seen = with_slots(view(result[0], "result[0]", RESULT_FACTS), [(result[0], "result[0]")])
    del seen["errors"]
    return seen


# What the user can reach on one object.


def view(shown, expression, facts):
    """Returns an object's declared fields, each with the expression that reaches it, and whatever
    else the SDK kept of it."""
    declared = type(shown).model_fields
    seen = {}
    for fact, attribute in facts:
        if attribute in declared:
            value = getattr(shown, attribute)
            if value is None:
                seen[fact] = {"state": "null-or-absent"}
            else:
                via = f"{expression}.{attribute}"
                seen[fact] = {"state": "value", "via": via, "value": encode(value)}
    viewed = {"state": "present", "variant": type(shown).__name__, "facts": seen}
    add_extras(viewed, shown)
    return viewed


def add_extras(viewed, shown):
    """Adds the undeclared attributes of an object to a view."""
    if shown.model_extra:
        extras = viewed.setdefault("extras", {})
        for key, value in shown.model_extra.items():
            extras.setdefault(clean(key), encode(value))


def enclosed(envelope, holders):
    """Completes the observation of an envelope whose fields are those of the objects inside."""
    shown, expression = holders[0] if holders else (envelope, "result")
    result = view(shown, expression, RESULT_FACTS)
    if shown is not envelope:
        add_extras(result, envelope)
    return with_slots(result, holders)


def with_slots(result, holders):
    """Completes an observation with one error slot for each holder, and with the first reason."""
    seen = {"result": result, "errors": []}
    for holder, expression in holders:
        error = getattr(holder, "error", None) if "error" in type(holder).model_fields else None
        if error is None:
            seen["errors"].append({"state": "absent"})
        else:
            seen["errors"].append(view(error, f"{expression}.error", ERROR_FACTS))
    for holder, expression in holders[:1]:
        if "reason" in type(holder).model_fields:
            reason = holder.reason
            seen["reason"] = (
                {"state": "absent"}
                if reason is None
                else view(reason, f"{expression}.reason", REASON_FACTS)
            )
    return seen


def raised(exc):
    """Observes an exception; only the SDK's own carries a status and a body."""
    classes = [f"{c.__module__}.{c.__qualname__}" for c in type(exc).__mro__ if c is not object]
    seen = {"outcome": "raised", "raised": {"classes": classes, "shown": clean(str(exc))}}
    if isinstance(exc, ApiError):
        seen["http_status"] = {
            "state": "value",
            "via": "exc.status_code",
            "value": encode(exc.status_code),
        }
        # `None` stands for a body that is not there, and also for the body `null`.
        if exc.body is not None:
            kind = "text" if isinstance(exc.body, str) else "json"
            seen["body"] = {"kind": kind, "value": encode(exc.body)}
    return seen
