"""The one blueprint to which the modules of speeches that carry pages add routes."""

from flask import Blueprint

bp = Blueprint("speeches", __name__)
