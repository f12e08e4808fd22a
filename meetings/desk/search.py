"""One search box over everything the reader may see."""

from flask import render_template, request

from meetings.desk import finding
from meetings.desk.doors import bp
from meetings.registry import queries as papers
from meetings.web.access import allow, me, signed_in


@bp.get("/search")
@allow(signed_in)
def search():
    words = request.args.get("q", "").strip()[:200]
    found = _found(me(), words) if words else {}
    replaced = papers.superseded_by(found["papers"]) if found else {}
    return render_template("desk/search.html", words=words, found=found, replaced=replaced, shown=finding.SHOWN)


def _found(user, words):
    return {
        "conferences": finding.conferences(user, words),
        "sites": finding.sites(user, words),
        "directives": finding.directives(user, words),
        "papers": finding.papers(user, words),
        "documents": finding.documents(user, words),
        "units": finding.units(words),
    }
