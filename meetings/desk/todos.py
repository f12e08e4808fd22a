"""What waits, as rows: what, whereby it is known, and the one button that leads to it."""

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.base import clock
from meetings.conferences.models import gist
from meetings.desk import steps
from meetings.desk.headline import named
from meetings.directives.deadlines import Bucket
from meetings.directives.models import DirectiveState
from meetings.web import filters
from meetings.web.words import word


class Todo(NamedTuple):
    """One thing to do; `more` are other ways to do it, each the word and the endpoint of the same address."""

    icon: str
    tone: str
    title: str
    detail: str
    action: str
    endpoint: str
    address: dict
    more: tuple[tuple[str, str], ...] = ()


ORDER = ("bad", "warn", "gold", "talk", "info", "outline")
NAMED = 3
REHEARSING = {"rehearsal": "rehearsals.show", "calls": "rehearsals.calls", "plan": "rehearsals.plan"}


def by_urgency(todos) -> list[Todo]:
    """The most urgent first."""
    return sorted(todos, key=lambda todo: ORDER.index(todo.tone))


def overdue(directives, counted) -> list[Todo]:
    """One row for all that was given, is overdue and still owed (`directives` are the longest of them), with the units
    by name; what was handed in and waits for a word is named apart. Where nobody can be urged, what is followed only.
    `counted` is what `directives.queries.counts_of_followed` gives."""
    late = {"bucket": Bucket.OVERDUE.value}
    waits = _waiting_late(counted["handed_in"])
    if number := counted["urgeable"]:
        days = [f"{one.lead_unit.short_name} {_deadline(one.days_left(clock.today()))}" for one in directives[:NAMED]]
        rest = [_("and %(n)s more", n=number - len(days))] if number > len(days) else []
        title = ngettext(
            "%(num)s overdue directive is not handed in", "%(num)s overdue directives are not handed in", number
        )
        said = " · ".join(days + rest + waits)
        return [Todo("alert-triangle", "bad", title, said, _("Urge…"), "directives.urge", late)]
    if (number := counted["overdue"] - counted["handed_in"]) <= 0:
        return []
    title = ngettext("%(num)s directive is overdue", "%(num)s directives are overdue", number)
    return [Todo("alert-triangle", "bad", title, " · ".join(waits), _("Look"), "directives.register", late)]


def _waiting_late(number):
    if not number:
        return []
    return [ngettext("%(num)s more waits for your word", "%(num)s more wait for your word", number)]


def missing(conference, tally, names) -> Todo:
    """The sites of a conference that were asked, have not answered and can be reminded: as `/now` counts them."""
    number = tally.remindable
    title = ngettext("%(num)s site has not confirmed", "%(num)s sites have not confirmed", tally.silent)
    if number < tally.silent:
        title = _("%(title)s, %(number)s can be reminded", title=title, number=number)
    told = named(names, number)
    detail = " · ".join(filter(None, (told, when(conference))))
    return Todo("clock", "warn", title, detail, _("Remind…"), "sites.remind_list", {"conference_id": conference.id})


def when(conference) -> str:
    """The gist of a conference and its time."""
    starts = conference.starts_at
    return f"{conference.gist}, {filters.time(starts)} {filters.day(starts)}"


def _time_and_organiser(conference):
    starts = conference.starts_at
    return f"{filters.time(starts)}, {filters.weekday(starts)} {filters.day(starts)} · {conference.organiser.name}"


def left(conference) -> Todo:
    """A conference whose time has passed and of which nobody has said what became of it."""
    address, unbegun = {"conference_id": conference.id}, conference.is_called
    detail = _time_and_organiser(conference)
    if not unbegun:
        title = _("Nobody has ended: %(title)s", title=conference.gist)
        return Todo("player-stop", "warn", title, detail, _("Look and end it"), "desk.show", address)
    title = _("Was it held? %(title)s", title=conference.gist)
    more = (_("Postpone…"), "desk.postpone"), (_("Cancel…"), "desk.cancel")
    return Todo("calendar-time", "warn", title, detail, _("It was held…"), "desk.record_held", address, more)


def late(conference) -> Todo:
    """A conference whose time has passed and that may yet begin."""
    title, address = _("Nobody has begun: %(title)s", title=conference.gist), {"conference_id": conference.id}
    more = (_("Postpone…"), "desk.postpone"), (_("Cancel…"), "desk.cancel")
    detail = _time_and_organiser(conference)
    return Todo("calendar-time", "warn", title, detail, _("Look and begin it"), "desk.show", address, more)


def answer(site) -> Todo:
    """The question to one of the person's own sites."""
    title, detail = (
        _("Confirm the site for: %(title)s", title=site.conference.gist),
        _time_and_organiser(site.conference),
    )
    return Todo("map-pin", "warn", title, detail, _("Answer"), "sites.show", {"site_id": site.id})


def change(site) -> Todo:
    """A site that asks for a change."""
    title = _("%(site)s asks for a change", site=site.name)
    return Todo("refresh", "talk", title, _told(site), _("Look and decide"), "sites.decide", {"site_id": site.id})


def speeches(conference, number) -> Todo:
    """The speeches of a conference that wait for a decision."""
    title = ngettext("%(num)s speech waits for your decision", "%(num)s speeches wait for your decision", number)
    address = {"conference_id": conference.id}
    return Todo("microphone", "talk", title, when(conference), _("Look and decide"), "speeches.listed", address)


def rehearsing(conference, rows, counted) -> list[Todo]:
    """What is to be done about the rehearsals of a conference: the same as `/now` says (`steps.rehearsing`)."""
    return [_rehearsing(conference, rows, counted, step) for step in steps.rehearsing(rows, counted)]


def _rehearsing(conference, rows, counted, step):
    key, icon, tone, title, said = step
    rehearsal = {"rehearsal": steps.going(rows), "calls": steps.last_judged(rows, counted)}.get(key)
    address = {"rehearsal_id": rehearsal.id} if rehearsal else {"conference_id": conference.id}
    words = {"rehearsal": _("Give verdicts"), "calls": _("Call"), "plan": _("Plan")}
    return Todo(icon, tone, title, f"{said} · {when(conference)}", words[key], REHEARSING[key], address)


def _told(site):
    wanted = str(word(site.change)) if site.change else ""
    return " · ".join(filter(None, (wanted, site.wanted_chair_name, site.answer_note, when(site.conference))))


def paper(waiting) -> Todo:
    """Minutes or a notice in the making."""
    words = {
        ("minutes", "draft"): ("writing", "info", _("Finish the minutes"), _("Write")),
        ("minutes", "in_review"): ("signature", "talk", _("Minutes wait for your approval"), _("Look and decide")),
        ("minutes", "approved"): ("rubber-stamp", "info", _("Approved minutes are to be released"), _("Release")),
        ("notice", "draft"): ("writing", "info", _("Finish the notice of conclusions"), _("Write")),
        ("notice", "in_review"): (
            "signature",
            "talk",
            _("A notice of conclusions waits for you"),
            _("Look and decide"),
        ),
        ("notice", "approved"): ("rubber-stamp", "info", _("A notice of conclusions is to be released"), _("Release")),
    }
    icon, tone, title, action = words[waiting.kind, waiting.state]
    endpoint = "minutes.show" if waiting.kind == "minutes" else "conclusions.show"
    return Todo(icon, tone, title, gist(waiting.title), action, endpoint, {"conference_id": waiting.conference_id})


def owed(directive) -> Todo:
    """A directive that the person's unit leads."""
    left = directive.days_left(clock.today())
    detail = " · ".join(filter(None, (directive.code, directive.lead_unit.name, _deadline(left))))
    is_new = directive.state is DirectiveState.ASSIGNED
    icon, tone = ("inbox", "info") if is_new else ("progress", "outline")
    if left is not None and left <= 7:
        icon, tone = ("alert-triangle", "bad") if left < 0 else ("clock-exclamation", "warn")
    action = _("Take on") if is_new else _("Report")
    return Todo(icon, tone, directive.text, detail, action, "directives.show", {"directive_id": directive.id})


def _deadline(left):
    if left is None:
        return _("standing")
    if left < 0:
        return ngettext("%(num)s day overdue", "%(num)s days overdue", -left)
    return ngettext("%(num)s day left", "%(num)s days left", left) if left else _("due today")


def awaits_word(directive) -> bool:
    """Whether whoever gave it has to say something: a result, a return, a wish for longer."""
    returned_or_done = (DirectiveState.SUBMITTED, DirectiveState.RETURNED)
    return directive.state in returned_or_done or directive.wanted_due_on is not None


def results(directives, number) -> Todo:
    """One row for all results that wait for a word, when there are many; `directives` are the most urgent of them."""
    title = ngettext("%(num)s result waits for your word", "%(num)s results wait for your word", number)
    units = list(dict.fromkeys(one.lead_unit.name for one in directives))
    detail = " · ".join([*units[:NAMED], *(["…"] if len(units) > NAMED else [])])
    address = {"state": DirectiveState.SUBMITTED.value, "side": "ours"}
    return Todo("hourglass", "talk", title, detail, _("Look and decide"), "directives.register", address)


def given(directive) -> Todo:
    """A directive that waits for the word of the one who gave it."""
    unit = directive.lead_unit.name
    if directive.state is DirectiveState.RETURNED:
        icon, title = "arrow-forward-up", _("%(unit)s returned a directive", unit=unit)
    elif directive.wanted_due_on and directive.state is not DirectiveState.SUBMITTED:
        day = filters.day(directive.wanted_due_on)
        icon, title = "calendar-plus", _("%(unit)s asks for longer, until %(day)s", unit=unit, day=day)
    else:
        icon, title = "hourglass", _("%(unit)s asks for your word", unit=unit)
    detail = f"{directive.code} · {directive.text}"
    address = {"directive_id": directive.id}
    return Todo(icon, "talk", title, detail, _("Look and decide"), "directives.show", address)
