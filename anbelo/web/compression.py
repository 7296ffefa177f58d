"""Small answers for slow phones: files always, pages only where nothing secret stands in them.

A page that shows a secret beside words from a request is never compressed: its length would tell
about the secret (BREACH). So only answers to browsers that showed no cookie, and get none, are.
"""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

_WORDS = ("text/", "application/javascript", "image/svg+xml")
_WORTH_BYTES = 600
_LEVEL = 6


def setup(app: Flask) -> None:
    """Compress what may be compressed for browsers that understand gzip."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not _may(response):
        return response
    static = request.endpoint == "static"
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") <= 0:
        return response
    response.direct_passthrough = False
    content = response.get_data()
    if len(content) < _WORTH_BYTES:
        return response
    response.set_data(_file(content) if static else gzip.compress(content, _LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    if static and (tag := response.get_etag()[0]):
        response.set_etag(tag, weak=True)
    return response


def _may(response: Response) -> bool:
    if response.status_code != 200 or not (response.mimetype or "").startswith(_WORDS):  # noqa: PLR2004 - HTTP
        return False
    return request.endpoint == "static" or not (
        request.cookies or "Set-Cookie" in response.headers or request.method != "GET"
    )


@lru_cache(maxsize=32)
def _file(content: bytes) -> bytes:
    """A file, compressed once per process."""
    return gzip.compress(content, 9, mtime=0)
