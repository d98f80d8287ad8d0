"""A client of a few lines, in the place of a user's SDK. FAULT makes it a wrong one."""

import json
import os

KEYS = {
    "message": ["message"],
    "code": ["code"],
    "category": ["category"],
    "flag": ["retirable", "retriable"],
    "doc_url": ["doc_url", "docUrl"],
    "correlation_id": ["correlation_id", "correlationId"],
    "details": ["details"],
}
PLAIN = {"status": ["status"], "message": ["message"], "outcome": ["outcome"], "type": ["type"]}


def facts(value, keys):
    if not isinstance(value, dict):
        return {}
    shown = {}
    for fact, names in keys.items():
        found = [value[name] for name in names if value.get(name) is not None]
        if found:
            shown[fact] = found[0]
    if os.environ.get("FAULT") == "loses-codes":
        shown.pop("code", None)
    if os.environ.get("FAULT") == "flag-as-number" and "flag" in shown:
        shown["flag"] = int(shown["flag"])
    return shown


def decode(operation, status, body):
    value = json.loads(body) if body.strip() else {}
    shown = {"errors": [], "envelope": {}, "reason": {}}
    if status >= 400:
        shown["errors"] = [facts(value, KEYS)]
        return shown
    if not isinstance(value, dict):
        return shown
    slots = value.get("jobRuns") or [value.get("jobRun", value)]
    shown["errors"] = [facts(slot.get("error"), KEYS) for slot in slots]
    shown["envelope"] = facts(slots[0], PLAIN)
    reason = slots[0].get("reason")
    shown["reason"] = facts(reason, {**PLAIN, "doc_url": KEYS["doc_url"], "details": ["details"]})
    return shown
