"""A pasted list that wants a decision, at an address of its own, and the button that takes a list back: the same for an
account and for a site's link."""

import json

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext as _n

from meetings.attendance import list_pages, pastes, pasting, queries, rules
from meetings.attendance.doors import bp
from meetings.attendance.forms import NamesForm, line_mark
from meetings.base.db import db
from meetings.base.verdicts import Outcome, tally
from meetings.sites import queries as sites
from meetings.web import waiting
from meetings.web.access import allow, me

MOST = 300
ORDER = (Outcome.REFUSED, Outcome.CHANGED, Outcome.NEW)
PREVIEW, UNDO = "pasted", "pasted-undo"


@bp.get("/sites/<int:site_id>/attendance/names")
@allow(rules.can_report, find=sites.site)
def names_checked(site):
    if "list" not in request.args:
        return redirect(url_for("attendance.site_sheet", site_id=site.id))
    return render_template("attendance/names.html", site=site, conference=site.conference, **facts(site, me(), MOST))


def settled(form, site, by, *, checked, back):
    """After `pastes.paste`: on to the page that shows what is to be decided, else to `back`, with the receipt and the
    way back in the address."""
    pasted = form.outcome
    if not pasted.is_kept:
        return redirect(checked(list=waiting.ticket(_noun(PREVIEW, site), by, form.people.data)))
    list_pages.tell(pasted.added, form.passed_over())
    has_done = any(pasted.way_back.values())
    return redirect(back(undo_names=_left(site, by, pasted.way_back) if has_done else None))


def _left(site, by, way_back):
    return waiting.ticket(_noun(UNDO, site), by, json.dumps(way_back))


def facts(site, by, most) -> dict:
    """What the page shows of the list whose ticket stands in the address; raises `NotValid` for none of ours."""
    text = waiting.text_of(request.args.get("list", ""), _noun(PREVIEW, site), by)
    rows = text.splitlines()
    steps = pastes.foreseen(site, pasting.listed(text), db.session.scalars(queries.delegates(site.id)))
    shown = [step for step in steps if step.verdict.outcome in ORDER]
    shown.sort(key=lambda step: (not step.asks, ORDER.index(step.verdict.outcome), step.line.row))
    counts = tally(step.verdict for step in steps)
    return {
        "names": NamesForm(formdata=None, data={"people": text, "agreed": pastes.agreement(steps)}),
        "counts": counts,
        "outcomes": (*ORDER, Outcome.UNCHANGED),
        "asking": sum(step.asks for step in steps),
        "steps": [
            (step, " ".join(typed.split())[:200], line_mark(step.line.row, typed))
            for step in shown[:most]
            for typed in [rows[step.line.row - 1]]
        ],
        "more": max(0, len(shown) - most),
        "passed_over": pasting.passed_over(text)[:10],
    }


def taken_back(form, site, by, act) -> bool:
    """Whether the button was pressed in time, and `act(way_back)` was kept."""

    def way_back():
        return json.loads(waiting.text_of(form.ticket.data or "", _noun(UNDO, site), by))

    if not form.done(act, prepare=way_back):
        return False
    flash(_n("%(num)s name taken back.", "%(num)s names taken back.", form.outcome))
    return True


def offered() -> str:
    """The ticket of the way back that stands in the address; empty where there is none."""
    return request.args.get("undo_names", "")[:300]


def _noun(what, site):
    return f"{what}-{site.id}"
