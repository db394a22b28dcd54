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
        raise ValueError("it holds a fraction")
    return json.dumps(value, ensure_ascii=False)


def once(pairs):
    if len(dict(pairs)) < len(pairs):
        raise ValueError("it names the same thing twice")
    return dict(pairs)


def seal_in(path):
    """The seal of the file's content and that of the report before; ends the program where the file states another."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            report = json.load(file, object_pairs_hook=once)
        content, stated, previous = report["content"], report["sha256"], report["previous_sha256"]
        seal = hashlib.sha256(canonical(content).encode()).hexdigest()
        if (seal, content["previous_sha256"]) != (stated, previous):
            raise ValueError(f"it states {stated} after {previous}, but its content has {seal}")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise SystemExit(f"ALTERED, or no report: {path}: {error}") from None
    return seal, previous


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    seal, previous = seal_in(sys.argv[1])
    print(f"The content fits its seal: {seal}")
    if len(sys.argv) > 2 and seal_in(sys.argv[2])[0] != previous:
        raise SystemExit("ALTERED: the second file is not the report that the first one names before it.")
    print("Compare the seal with the one printed on the report, or on the page of the tracker.")
