from flask import Blueprint, render_template

from meetings.web.access import allow, anyone

bp = Blueprint("accounts", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@allow(anyone)
def sign_in():
    return render_template("accounts/sign_in.html")
