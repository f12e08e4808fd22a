"""The pages of directives are many: each module of this folder that has some adds its routes to this blueprint."""

from flask import Blueprint

bp = Blueprint("directives", __name__)
