"""Values that break a plain JSON writer, and the form in which they travel."""

import datetime
import hashlib
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import safe_values  # noqa: E402

HUGE = 10**4_999 + 7  # 5,000 digits; newer releases refuse to print more than 4,300

ENCODED = [
    (None, {"type": "null", "json": "null"}),
    (True, {"type": "boolean", "json": "true"}),
    (0, {"type": "number", "json": "0"}),
    (-0.0, {"type": "number", "json": "-0.0"}),
    (1e22, {"type": "number", "json": "1e+22"}),
    (float("nan"), {"type": "number", "json": "NaN"}),
    (float("inf"), {"type": "number", "json": "Infinity"}),
    (json.loads("-1e400"), {"type": "number", "json": "-Infinity"}),
    ("", {"type": "string", "json": '""'}),
    ("é\n\U0001f600", {"type": "string", "json": '"\\u00e9\\n\\ud83d\\ude00"'}),
    ("a\ud800b", {"type": "string", "utf16": [0x61, 0xD800, 0x62]}),
    ("\U0001f600\udc00", {"type": "string", "utf16": [0xD83D, 0xDE00, 0xDC00]}),
    ({"x": "\udc00", "\ud800": 1}, {"type": "object", "json": '{"x":"\\udc00","\\ud800":1}'}),
    ([1, [], {}], {"type": "array", "json": "[1,[],{}]"}),
    ((1, 2), {"type": "array", "json": "[1,2]"}),
    (b"\xff", {"type": "other", "json": '"b\'\\\\xff\'"'}),
    ({"at": b"x"}, {"type": "object", "json": '{"at":"b\'x\'"}'}),
    ({(1, 2): None}, {"type": "object", "json": '{"(1, 2)":null}'}),
]

CANONICAL = [
    (None, "null"),
    (False, "false"),
    (0, "0"),
    (-0.0, "0"),
    (100, "1e2"),
    (1, "1e0"),
    (1.5, "15e-1"),
    (-0.25, "-25e-2"),
    (1e22, "1e22"),
    (1.25e-7, "125e-9"),
    (float("nan"), "NaN"),
    (float("-inf"), "-Infinity"),
    ("a b~", '"a b~"'),
    ('"\\/', '"\\u0022\\u005c/"'),
    ("\\u0041\\\\n", '"\\u005cu0041\\u005c\\u005cn"'),
    ("\n\t\r\b\f\0\x7f", '"\\u000a\\u0009\\u000d\\u0008\\u000c\\u0000\\u007f"'),
    ("é\U0001f600\udc00", '"\\u00e9\\ud83d\\ude00\\udc00"'),
    ([], "[]"),
    ([1, "x", [None]], '[1e0,"x",[null]]'),
    ({}, "{}"),
    # Sorted by the canonical text: an escape sorts between `[` and `a`.
    ({"b": 1, "é": 2, "Z": 3, "": []}, '{"":[],"Z":3e0,"\\u00e9":2e0,"b":1e0}'),
]


class Values(unittest.TestCase):
    def test_each_value_travels_in_its_own_form(self):
        for value, expected in ENCODED:
            with self.subTest(repr(value)):
                self.assertEqual(safe_values.encode(value), expected)

    def test_each_value_has_one_canonical_text(self):
        for value, expected in CANONICAL:
            with self.subTest(repr(value)):
                self.assertEqual(safe_values.canonical(value), expected)

    def test_subclasses_travel_as_what_they_are(self):
        class Code(str):
            pass

        class Flag(int):
            pass

        self.assertEqual(safe_values.encode(Code("x")), {"type": "string", "json": '"x"'})
        self.assertEqual(safe_values.encode(Flag(3)), {"type": "number", "json": "3"})

    def test_a_long_integer_is_written_and_the_limit_stays(self):
        limit = getattr(sys, "get_int_max_str_digits", lambda: None)
        before = limit()
        digits = "1" + "0" * 4_998 + "7"
        self.assertEqual(safe_values.encode(HUGE), {"type": "number", "json": digits})
        self.assertEqual(safe_values.encode([HUGE])["json"], f"[{digits}]")
        self.assertEqual(safe_values.canonical(HUGE), f"{digits}e0")
        self.assertEqual(limit(), before)

    def test_depth_does_not_matter(self):
        deep = []
        for _ in range(99_999):
            deep = [deep]
        text = "[" * 100_000 + "]" * 100_000
        self.assertEqual(safe_values.json_text(deep), text)
        self.assertEqual(
            safe_values.encode(deep),
            {
                "type": "array",
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "length": 200_000,
            },
        )
        while deep:  # Taken apart by hand: some releases recurse when they free it.
            deep = deep.pop()

    def test_a_date_is_iso_8601_text_with_its_offset(self):
        zone = datetime.timezone(datetime.timedelta(hours=2))
        date = datetime.datetime(2026, 1, 1, 2, 0, 0, 5000, tzinfo=zone)
        text = "2026-01-01T02:00:00.005000+02:00"
        self.assertEqual(safe_values.encode(date), {"type": "string", "json": f'"{text}"'})
        self.assertEqual(safe_values.encode([date])["json"], f'["{text}"]')

    def test_a_value_within_itself_is_an_error_of_the_adapter(self):
        circle = []
        circle.append(circle)
        with self.assertRaises(ValueError):
            safe_values.encode(circle)

    def test_only_a_value_over_the_limit_becomes_a_digest(self):
        fits = "x" * (safe_values.MAX_INLINE - 2)
        self.assertEqual(safe_values.encode(fits)["json"], f'"{fits}"')
        text = f'"{fits}x"'
        self.assertEqual(
            safe_values.encode(fits + "x"),
            {
                "type": "string",
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "length": len(text),
            },
        )

    def test_a_long_string_with_a_lone_surrogate_becomes_a_digest(self):
        encoded = safe_values.encode("\ud800" * 70_000)
        self.assertEqual(encoded["length"], 70_000 * 6 + 2)

    def test_a_line_is_one_line_of_ascii(self):
        text = safe_values.line({"error": safe_values.clean("a\n\ud800\U0001f600")})
        self.assertEqual(text, b'{"error":"a\\n\\ufffd\\ud83d\\ude00"}\n')


if __name__ == "__main__":
    unittest.main()
