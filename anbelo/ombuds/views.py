"""Pages of this door."""

from flask import Blueprint

bp = Blueprint("ombuds", __name__)
