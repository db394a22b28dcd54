"""The least that a server can be asked for: an answer of so many bytes, or 304. What the boards are measured against."""

from functools import lru_cache


@lru_cache(maxsize=64)
def answer(length: int) -> bytes:
    return b"x" * length


def application(environ, start_response):
    """/bytes/N is N bytes; everything else is unchanged."""
    path = environ["PATH_INFO"]
    if not path.startswith("/bytes/"):
        start_response("304 Not Modified", [("ETag", '"bare"')])
        return [b""]
    body = answer(int(path.removeprefix("/bytes/")))
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]
