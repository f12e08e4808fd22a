"""What every step in the life of a directive leaves behind: a line of its history, one of the journal, and messages."""

from meetings.accounts import speakers
from meetings.base import clock
from meetings.base.db import db
from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.directives import queries
from meetings.directives.models import LIFECYCLE, DirectiveEvent, DirectiveFile
from meetings.directives.sight import GIVERS, still_gives
from meetings.journal import actions as journal
from meetings.notices import actions as notices

NO_REASON = _l("Write the reason, so that the other side can act on it.")
LATER_THAN_PARENT = _l("The deadline may not be later than that of the directive it is passed down from (%(due)s).")
LEAD, GIVER = "lead_unit", "giver_unit"
STANDING = "thường xuyên"
LED = "Đơn vị ông/bà đã chủ trì thực hiện nhiệm vụ này."
LEADS = "Đơn vị ông/bà chủ trì thực hiện nhiệm vụ này."
COORDINATES = "Đơn vị ông/bà phối hợp thực hiện nhiệm vụ này."
COORDINATED = "Đơn vị ông/bà đã được giao phối hợp thực hiện nhiệm vụ này."
GAVE = "Nhiệm vụ này trước đây do đơn vị ông/bà giao."
GIVES = "Nhiệm vụ này do đơn vị ông/bà giao."


def noted(directive, kind, *, by, side, text="", progress=None, files=(), is_hindered=False, from_unit_id=None):
    """Add a step to the history and to the journal; `side` says for which unit `by` acted (LEAD or GIVER); of
    `from_unit_id` see `DirectiveEvent`."""
    unit = getattr(directive, side)
    event = DirectiveEvent(
        directive=directive,
        kind=kind,
        at=clock.now(),
        by_id=by.id if by else None,
        by_name=by.name if by else "",
        unit_id=unit.id,
        unit_name=unit.short_name,
        from_unit_id=from_unit_id,
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


def tell_lead(directive, kind, *, by=None, people=None, **facts):
    """Write to those who speak for the lead unit, and to the person named; `people` where they are at hand."""
    people = leading(directive) if people is None else people
    return _tell(directive, people, kind, by, facts | {"reason": LEADS})


def leading(directive) -> list:
    """Those who speak for the lead unit, and the person named."""
    people = speakers.of([directive.lead_unit])[directive.lead_unit.id]
    return [*people, directive.person] if directive.person else people


def tell_former(directive, people, kind, *, by=None, reason=LED, **facts):
    """Write to these `people` of the unit that led it (or had the part that `reason` says); `facts` say how it was. The
    page of the directive is named to those alone for whom it still opens."""
    readers = queries.readers(directive, people)
    for reads, path in ((True, facts["path"]), (False, "")):
        told = [person for person in people if (person.id in readers) is reads]
        _tell(directive, told, kind, by, facts | {"path": path, "reason": reason})


def tell_giver(directive, kind, *, by=None, **facts):
    """Write to the giver's side."""
    return tell(giving(directive), directive, kind, by=by, **facts)


def giving(directive) -> list:
    """Who gave it, while he holds the post that he held then, and the leaders and the secretariat of the unit in whose
    name it was given."""
    people = [post.person for post in queries.posts_acting_for(directive.giver_unit, *GIVERS)]
    return people + ([directive.giver] if directive.giver and still_gives(directive.giver, directive) else [])


def tell_coordinators(directive, kind, *, by=None, people=None, **facts):
    """Write to those who speak for the coordinating units; `people` where they are at hand."""
    if people is None:
        found = speakers.of(directive.coordinators) if directive.coordinators else {}
        people = [person for unit in directive.coordinators for person in found[unit.id]]
    return _tell(directive, people, kind, by, facts | {"reason": COORDINATES})


def tell(people, directive, kind, *, by=None, **facts):
    """Write to these people of the giving side."""
    return _tell(directive, people, kind, by, facts | {"reason": GIVES})


def _tell(directive, people, kind, by, facts):
    others = [person for person in people if by is None or person.id != by.id]
    return notices.tell(others, kind, about=directive, within=directive.conference, **facts_of(directive) | facts)


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


def go(directive, name, version, *, mine=None):
    """Make the move `name` of the lifecycle; raises `Stale` where the directive changed since `version` was shown."""
    if version is not None:
        directive.expect(version, mine=mine, theirs=queries.last_said(directive))
    LIFECYCLE.advance(directive, name)


def said(text, otherwise, field):
    """The words without blanks around them; raises `NotValid` with `otherwise` where there are none."""
    text = (text or "").strip()
    if not text:
        raise NotValid(otherwise, field=field)
    return text


def not_later_than(parent, due_on):
    """Raises `NotValid` for a deadline later than that of `parent`; a standing one is later than any day."""
    if parent is not None and parent.due_on is not None and (due_on is None or due_on > parent.due_on):
        raise NotValid(LATER_THAN_PARENT % {"due": written(parent.due_on)}, field="due_on")
