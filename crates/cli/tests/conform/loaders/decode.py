"""A client of a few lines, in the place of a user's SDK. FAULT makes it a wrong one.

What is not there is `None`, and a timestamp is a date, which is shown in another offset.
"""

import json
import os
from datetime import datetime, timezone

KEYS = {
    "message": ["message"],
    "code": ["code"],
    "category": ["category"],
    "flag": ["retirable", "retriable"],
    "doc_url": ["doc_url", "docUrl"],
    "correlation_id": ["correlation_id", "correlationId"],
    "details": ["details"],
}
PLAIN = {"status": ["status", "state"], "message": ["message"], "outcome": ["outcome"]}
REASON = {
    "type": ["type"],
    "message": ["message"],
    "doc_url": KEYS["doc_url"],
    "details": ["details"],
    "timestamp": ["timestamp"],
}
FAULT = os.environ.get("FAULT")


def facts(value, keys):
    if not isinstance(value, dict):
        value = {}
    shown = {}
    for fact, names in keys.items():
        found = [value[name] for name in names if value.get(name) is not None]
        shown[fact] = found[0] if found else None
    if FAULT == "loses-codes":
        shown.pop("code", None)
    if FAULT == "flag-as-number" and shown.get("flag") is not None:
        shown["flag"] = int(shown["flag"])
    if shown.get("timestamp"):
        date = datetime.fromisoformat(shown["timestamp"].replace("Z", "+00:00"))
        utc = date.replace(tzinfo=timezone.utc) if FAULT == "drops-offsets" else date
        shown["timestamp"] = utc.astimezone(timezone.utc).isoformat()
    return shown


def decode(operation, status, body):
    value = json.loads(body) if body.strip() else {}
    shown = {"errors": [], "envelope": {}, "reason": {}}
    if status >= 400:
        shown["errors"] = [facts(value, KEYS)]
        return shown
    slots = value if isinstance(value, list) else value.get("jobRuns") or [value.get("jobRun", value)]
    shown["errors"] = [facts(slot.get("error"), KEYS) for slot in slots]
    if FAULT == "loses-slots":
        del shown["errors"][1:]
    if FAULT == "invents-errors" and not shown["errors"][0]["message"]:
        shown["errors"][0]["message"] = "no error"
    shown["envelope"] = facts(slots[0], PLAIN)
    shown["reason"] = facts(slots[0].get("reason"), REASON)
    return shown
