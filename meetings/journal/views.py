from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from meetings.base import clock
from meetings.base.days import day_of
from meetings.base.db import db
from meetings.gateways import sheets
from meetings.journal import queries, rules, words
from meetings.web import answers, asking
from meetings.web.access import allow
from meetings.web.paging import page

bp = Blueprint("journal", __name__)

MOST_EXPORTED = 20_000


def asked():
    """The filters in the address, as the query wants them."""
    since, until = (day_of(request.args.get(name, "")) for name in ("since", "until"))
    typed = asking.asked()
    return {
        "words": typed.words(),
        "verb": typed.one_of("verb", {value for value, _words in words.choices()}),
        "thing": typed.one_of("thing", {value for value, _words in words.things()}),
        "by_id": typed.number("by"),
        "since": clock.instant(since, queries.MIDNIGHT) if since else None,
        "until": clock.instant(queries.day_after(until), queries.MIDNIGHT) if until else None,
    }


@bp.get("/journal")
@allow(rules.can_read)
def entries():
    filters = asked()
    return render_template(
        "journal/list.html",
        entries=page(queries.entries(**filters)),
        filters=filters,
        verbs=words.choices(),
        things=words.things(),
        people=queries.people(),
    )


@bp.get("/journal/export")
@allow(rules.can_read)
def export():
    rows = db.session.scalars(queries.entries(**asked()).limit(MOST_EXPORTED))
    columns = [
        sheets.Column(_("When"), 18, "datetime"),
        sheets.Column(_("Who"), 28),
        sheets.Column(_("What"), 40),
        sheets.Column(_("Thing"), 50),
        sheets.Column(_("Note"), 50),
        sheets.Column(_("From where"), 18),
    ]
    table = sheets.Table(_("Journal"), columns, (_row(entry) for entry in rows))
    return answers.xlsx(sheets.Workbook(_("Journal"), [table]).to_bytes(), "nhat-ky.xlsx")


def _row(entry):
    thing = f"{entry.title} {words.more(entry)}".strip()
    return entry.at, entry.by_name, words.sentence(entry.verb), thing, words.reason(entry.note), entry.address


@bp.app_context_processor
def offer():
    """Let every page with a journal read its verbs."""
    return {"sentence": words.sentence, "more_of": words.more, "reason_of": words.reason}
