"""The pages of units: each module of this folder adds its routes to this blueprint."""

from flask import Blueprint

bp = Blueprint("units", __name__)
