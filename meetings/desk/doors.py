"""The desk's pages are many: each module of this folder adds its routes to this blueprint, `views` calls them in."""

from flask import Blueprint

bp = Blueprint("desk", __name__)
