"""Pages of this door."""

from flask import Blueprint

bp = Blueprint("api", __name__)
