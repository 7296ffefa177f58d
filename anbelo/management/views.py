"""Pages of this door."""

from flask import Blueprint

bp = Blueprint("management", __name__)
