"""Encodes values of any kind for the adapter protocol, so that none of them breaks a line.

Healthy SDKs hand out values that a JSON writer chokes on: NaN, lone surrogates, 100,000 levels,
integers of 5,000 digits. Not here: what an observation contains (see adapter.py). Start at
`encode`; the rules are in docs/protocol.md under "Values".
"""

import contextlib
import datetime
import hashlib
import json
import re
import sys
from json.encoder import encode_basestring_ascii
from operator import itemgetter

# The length in bytes over which a value travels as a digest of its canonical text.
MAX_INLINE = 65_536


def _shown(value):
    """Returns what JSON does not know as text; a date as ISO 8601, with its offset if it has one."""
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


# Everything that this encoder writes is ASCII: a lone surrogate is its escape.
_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), default=_shown)

_KINDS = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    list: "array",
    tuple: "array",
    dict: "object",
}


def encode(value):
    """Returns the protocol's form of one value: its type and its JSON text, units or digest."""
    kind = _KINDS.get(type(value)) or _kind_of_subclass(value)
    if kind == "other":
        kind = "string" if isinstance(value, datetime.date) else "other"
        value = _shown(value)
    if kind == "string" and not value.isascii() and len(value) <= MAX_INLINE:
        if (units := _units_if_broken(value)) is not None:
            return {"type": "string", "utf16": units}
    text = json_text(value)
    if len(text) <= MAX_INLINE:
        return {"type": kind, "json": text}
    text = canonical(value).encode("ascii")
    return {"type": kind, "sha256": hashlib.sha256(text).hexdigest(), "length": len(text)}


def json_text(value):
    """Returns the value as JSON text in ASCII, at any depth."""
    try:
        return _ENCODER.encode(value)
    except (RecursionError, TypeError):
        # Too deep for the built-in encoder, or a key that is no string.
        return _write(value, _JSON_SCALARS)
    except ValueError:
        # Either an integer beyond the interpreter's limit or a circular value; the second try
        # tells them apart by raising again.
        with _unlimited_digits():
            return _ENCODER.encode(value)


def canonical(value):
    """Returns the canonical text, in which equal values have equal text."""
    return _write(value, _CANONICAL_SCALARS)


def clean(text):
    """Returns the text with every lone surrogate replaced, for places that carry plain text."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def line(message):
    """Returns one line of the protocol as bytes, its line end included."""
    return _ENCODER.encode(message).encode("ascii") + b"\n"


def _kind_of_subclass(value):
    for base, kind in _KINDS.items():
        if isinstance(value, base):
            return kind
    return "other"


def _units_if_broken(text):
    """Returns the UTF-16 units of a string with lone surrogates, `None` for a sound string."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return memoryview(text.encode(_NATIVE_UTF16, "surrogatepass")).cast("H").tolist()
    return None


_NATIVE_UTF16 = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"


@contextlib.contextmanager
def _unlimited_digits():
    """Lifts the limit on integers while the adapter writes, never while the SDK works."""
    if not hasattr(sys, "set_int_max_str_digits"):  # Some releases of 3.10 have no limit.
        yield
        return
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(limit)


def _write(value, scalars):
    """Writes JSON without recursion; `scalars` holds how strings and numbers look, and the order
    of keys."""
    string, number, ordered = scalars
    out = []
    stack = [(iter((("", value),)), "")]
    with _unlimited_digits():
        while stack:
            items, closing = stack[-1]
            for lead, item in items:
                out.append(lead)
                if isinstance(item, dict):
                    out.append("{")
                    stack.append((_members(item, string, ordered), "}"))
                    break
                if isinstance(item, (list, tuple)):
                    out.append("[")
                    stack.append((_elements(item), "]"))
                    break
                out.append(_scalar(item, string, number))
            else:
                out.append(closing)
                stack.pop()
    return "".join(out)


def _members(value, string, ordered):
    members = ((string(key if isinstance(key, str) else str(key)), value[key]) for key in value)
    if ordered:
        members = sorted(members, key=itemgetter(0))
    lead = ""
    for key, item in members:
        yield f"{lead}{key}:", item
        lead = ","


def _elements(value):
    lead = ""
    for item in value:
        yield lead, item
        lead = ","


def _scalar(item, string, number):
    if item is None:
        return "null"
    if item is True:
        return "true"
    if item is False:
        return "false"
    if isinstance(item, (int, float)):
        return number(item)
    return string(item if isinstance(item, str) else _shown(item))


def _json_number(value):
    if isinstance(value, int):
        return int.__repr__(value)
    return _NOT_FINITE.get(text := float.__repr__(value), text)


_NOT_FINITE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def _canonical_number(value):
    """Returns `[-]DIGITSeEXPONENT` without zeros at either end of the digits."""
    text = _json_number(value)
    if text in _NOT_FINITE.values():
        return text
    sign = "-" if text.startswith("-") else ""
    mantissa, _, exponent = text[len(sign) :].partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    significant = digits.rstrip("0")
    if not significant:
        return "0"
    shift = int(exponent or "0") - len(fraction) + len(digits) - len(significant)
    return f"{sign}{significant}e{shift}"


def _canonical_string(text):
    """Returns the string with `\\uXXXX` for everything but plain printable ASCII."""
    # The built-in encoder does all but its short escapes and DEL, and it is much faster. In its
    # output every backslash begins an escape, so the pattern cannot meet one half-way.
    return _SHORT_ESCAPE.sub(
        lambda match: _LONG_ESCAPES[match.group()],
        encode_basestring_ascii(text),
    )


_SHORT_ESCAPE = re.compile(r"\\[^u]|\x7f")
_LONG_ESCAPES = {
    '\\"': "\\u0022",
    "\\\\": "\\u005c",
    "\\b": "\\u0008",
    "\\f": "\\u000c",
    "\\n": "\\u000a",
    "\\r": "\\u000d",
    "\\t": "\\u0009",
    "\x7f": "\\u007f",
}

_JSON_SCALARS = (encode_basestring_ascii, _json_number, False)
_CANONICAL_SCALARS = (_canonical_string, _canonical_number, True)
