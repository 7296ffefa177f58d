"""The base as a WSGI server wants it."""

from bare import app as make

app = make()
