"""What every step in the life of a directive leaves behind: a line of its history, one of the journal, and messages."""

from meetings.base import clock
from meetings.base.db import db
from meetings.directives import queries
from meetings.directives.models import DirectiveEvent, DirectiveFile
from meetings.directives.sight import GIVERS
from meetings.journal import actions as journal
from meetings.notices import actions as notices

LEAD, GIVER = "lead_unit", "giver_unit"
STANDING = "thường xuyên"
LEADS = "Đơn vị ông/bà chủ trì thực hiện nhiệm vụ này."
COORDINATES = "Đơn vị ông/bà phối hợp thực hiện nhiệm vụ này."
GIVES = "Nhiệm vụ này do đơn vị ông/bà giao."


def noted(directive, kind, *, by, side, text="", progress=None, files=(), is_hindered=False):
    """Add a step to the history and to the journal; `side` says for which unit `by` acted (LEAD or GIVER)."""
    event = DirectiveEvent(
        directive=directive,
        kind=kind,
        at=clock.now(),
        by_id=by.id if by else None,
        by_name=by.name if by else "",
        unit_name=getattr(directive, side).short_name,
        text=text,
        progress=progress,
        is_hindered=is_hindered,
        files=[_file(taken) for taken in files],
    )
    db.session.add(event)
    journal.record(by, f"directive_{kind}", directive, within=directive.conference, note=text)
    return event


def _file(taken):
    return DirectiveFile(
        file_name=taken.file_name,
        content_type=taken.content_type,
        size=taken.size,
        fingerprint=taken.fingerprint,
    )


def tell_lead(directive, kind, *, by=None, **facts):
    """Write to those who answer for the lead unit, and to the person named."""
    people = [post.person for post in queries.posts_acting_for(directive.lead_unit, *queries.ANSWERING)]
    people += [directive.person] if directive.person else []
    return _tell(directive, people, kind, by, facts | {"reason": LEADS})


def tell_giver(directive, kind, *, by=None, **facts):
    """Write to who gave it and to the leaders and the secretariat of the unit in whose name it was given."""
    people = [post.person for post in queries.posts_acting_for(directive.giver_unit, *GIVERS)]
    people += [directive.giver] if directive.giver else []
    return _tell(directive, people, kind, by, facts | {"reason": GIVES})


def tell_coordinators(directive, kind, *, by=None, **facts):
    """Write to those who answer for the coordinating units."""
    people = [
        post.person for unit in directive.coordinators for post in queries.posts_acting_for(unit, *queries.ANSWERING)
    ]
    return _tell(directive, people, kind, by, facts | {"reason": COORDINATES})


def _tell(directive, people, kind, by, facts):
    others = [person for person in people if by is None or person.id != by.id]
    return notices.tell(others, kind, about=directive, within=directive.conference, **facts_of(directive), **facts)


def facts_of(directive) -> dict:
    """What every message about a directive says, as plain values."""
    return {
        "code": directive.code,
        "text": directive.text,
        "giver": ", ".join(part for part in (directive.giver_name, directive.giver_title) if part),
        "giver_unit": directive.giver_unit.name,
        "lead_unit": directive.lead_unit.name,
        "coordinators": ", ".join(unit.name for unit in directive.coordinators),
        "due": written(directive.due_on),
        "expected_result": directive.expected_result,
        "source": directive.source,
        "progress": directive.progress,
        "path": f"/directives/{directive.id}",
    }


def written(due_on) -> str:
    """The deadline as it stands in a message: 25/12/2026, or that the directive is standing."""
    return due_on.strftime("%d/%m/%Y") if due_on else STANDING
