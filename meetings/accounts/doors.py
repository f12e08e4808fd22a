"""The pages of people are many: each module of this folder adds its routes to this blueprint."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
