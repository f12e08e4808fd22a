"""What a unit said of its directive by telephone or on paper, recorded by the giver: nobody of it has an account."""

import enum

from meetings.accounts import speakers
from meetings.base.errors import NotNow, NotValid
from meetings.base.language import _l
from meetings.directives import actions, steps
from meetings.directives.models import DirectiveState

NO_NAME = _l("Say who of the unit said it.")
SPEAKS = _l("Somebody of the unit has an account now and answers by himself. Reload the page.")


class By(enum.StrEnum):
    """By which way the unit said it; the words stand in the history, Vietnamese as the papers are."""

    TELEPHONE = "telephone"
    PAPER = "paper"


WORDS = {By.TELEPHONE: "qua điện thoại", By.PAPER: "bằng văn bản"}
TAKES_ON, DONE, HINDERED = "taken", "done", "hindered"


def record(directive, *, said_by, way, how, text="", progress=None, by, version=None):
    """Record that the unit takes it on, how far it is, or that it is finished: as its own steps, which say who said it
    and by which `way`.

    Refused once somebody of the unit can answer himself, without a name, and without words where it reports.
    """
    if directive.person_id is not None or speakers.of([directive.lead_unit])[directive.lead_unit_id]:
        raise NotNow(SPEAKS)
    name = steps.said(said_by, NO_NAME, "said_by")
    heard = f"{name}, {WORDS[By(way)]}"
    if how != TAKES_ON:
        steps.said(text, actions.NO_REPORT, "text")
    words = ": ".join(part for part in (heard, (text or "").strip()) if part)
    if directive.state is DirectiveState.ASSIGNED:
        actions.take_on(directive, by=by, version=version, words=words if how == TAKES_ON else heard)
        version = None
    elif how == TAKES_ON:
        raise NotValid(_l("It was taken on already. Record how far it is."), field="how")
    if how == DONE:
        actions.submit(directive, text=words, by=by, version=version)
    elif how != TAKES_ON:
        facts = dict(progress=progress, is_hindered=how == HINDERED)
        actions.report(directive, text=words, **facts, by=by, version=version)
