from flask import Blueprint, render_template

from meetings.web.access import allow, signed_in

bp = Blueprint("desk", __name__)


@bp.get("/")
@allow(signed_in)
def home():
    return render_template("desk/home.html")
