"""One search box over everything the reader may see."""

from flask import render_template, request

from meetings.desk.doors import bp
from meetings.web.access import allow, signed_in


@bp.get("/search")
@allow(signed_in)
def search():
    words = request.args.get("q", "").strip()[:200]
    return render_template("desk/search.html", words=words)
