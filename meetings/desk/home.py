"""Home: what must I do now."""

from flask import render_template

from meetings.desk.doors import bp
from meetings.web.access import allow, signed_in


@bp.get("/")
@allow(signed_in)
def home():
    return render_template("desk/home.html")
