"""The pages of series and templates: each module of this folder adds its routes to this blueprint."""

from flask import Blueprint

bp = Blueprint("series", __name__)
