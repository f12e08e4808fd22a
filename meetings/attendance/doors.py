"""The one blueprint to which the modules of attendance that carry pages add routes."""

from flask import Blueprint

bp = Blueprint("attendance", __name__)
