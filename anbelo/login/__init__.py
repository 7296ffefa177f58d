"""Staff sign-in."""

from flask import Flask

from anbelo.login.views import ask_to_sign_in, bp


def setup(app: Flask) -> None:
    """Open this door; everybody else's doors send people here when a session has ended."""
    app.register_blueprint(bp)
    app.extensions["anbelo_sign_in"] = ask_to_sign_in
