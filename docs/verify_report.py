#!/usr/bin/env python3
"""Check one report file, with nothing but Python: python3 verify_report.py REPORT.json [PREVIOUS.json]

The seal is the SHA-256 of the canonical form (RFC 8785) of "content". Reports hold no fractions, so the canonical form
is the JSON itself with its keys in order, without spaces, in UTF-8.
"""

import hashlib
import json
import sys


def canonical(value):
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float):
        raise SystemExit("Not a report: it holds a fraction.")
    return json.dumps(value, ensure_ascii=False)


def seal_in(path):
    """The seal of the file's content; ends the program where the file states another."""
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    seal = hashlib.sha256(canonical(report["content"]).encode()).hexdigest()
    if seal != report["sha256"]:
        raise SystemExit(f"ALTERED: {path} states {report['sha256']}, but its content has {seal}.")
    if report["previous_sha256"] != report["content"]["previous_sha256"]:
        raise SystemExit(f"ALTERED: {path} states another previous report than its content.")
    return seal, report["previous_sha256"]


if __name__ == "__main__":
    seal, previous = seal_in(sys.argv[1])
    print(f"The content fits its seal: {seal}")
    if len(sys.argv) > 2 and seal_in(sys.argv[2])[0] != previous:
        raise SystemExit("ALTERED: the second file is not the report that the first one names before it.")
    print("Compare the seal with the one printed on the report, or on the page of the tracker.")
