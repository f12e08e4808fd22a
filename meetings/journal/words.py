"""The journal in words: what was done, to what kind of thing, and why.

Where the program itself gives the reason of an act, it is kept as a code and said in the language of who reads it.
"""

from meetings.base.language import _l
from meetings.base.vietnamese import collation_key, fold
from meetings.journal.verbs import SENTENCES
from meetings.web.retold import Retold

THINGS = {
    "person": _l("Person"),
    "unit": _l("Unit"),
    "unit_import": _l("Import of units"),
    "conference": _l("Conference"),
    "site": _l("Site"),
    "agenda_item": _l("Agenda item"),
    "speech": _l("Speech"),
    "document": _l("Document"),
    "minutes": _l("Minutes"),
    "conclusion_notice": _l("Notice of conclusions"),
    "paper": _l("Official paper"),
    "directive": _l("Directive"),
    "conference_series": _l("Series"),
    "conference_template": _l("Template"),
    "series_occurrence": _l("Occurrence"),
    "notice": _l("Message"),
}


# What the details of an entry add to its sentence, in words that hold for ever; empty ones are left out.
SPOKE = {"given_by": _l("(%(text)s spoke)")}
DETAILS = {
    "moved_unit": {"before": _l("from under “%(text)s”"), "after": _l("to under “%(text)s”")},
    **dict.fromkeys(("took_confirmation", "took_refusal", "took_site_change"), SPOKE),
    **dict.fromkeys(("numbered_in_common", "numbered_by_kind"), {"year": _l("(from %(text)s on)")}),
    "went_on_despite": {"rules": _l("(not kept: %(text)s)"), "clashes": _l("(clashes with: %(text)s)")},
}
# The rules, as details name them.
RULES = {
    "length": _l("length of the conference"),
    "day_off": _l("a day on which offices work"),
    "letter": _l("days ahead for the letter"),
    "papers": _l("days ahead for the papers"),
    "slot": _l("consent of the technical unit"),
}


def more(entry) -> str:
    """What the entry's details say in words, where they say more than its sentence."""
    said = DETAILS.get(entry.verb, {})
    kept = [(words, entry.details.get(name)) for name, words in said.items()]
    return ", ".join(str(words % {"text": _text(value)}) for words, value in kept if value)


def _text(kept):
    return "; ".join(str(RULES.get(one, one)) for one in kept) if isinstance(kept, list) else kept


SERIES_CLOSED, NEW_RULE, DAY_OFF = "series_closed", "series_rule_changed", "day_off"
REASONS = {
    SERIES_CLOSED: _l("The series has been closed."),
    NEW_RULE: _l("The rule of the series has changed."),
    DAY_OFF: _l("By the rule of the series this day falls out."),
}
# Rows of former releases hold the sentence itself, in the language of who acted.
FORMER = Retold(*REASONS.values())


def reason(kept: str) -> str:
    """A reason as its reader is told it: what a person wrote stays as it is."""
    return str(REASONS[kept]) if kept in REASONS else FORMER.said(kept)


def sentence(verb: str) -> str:
    """The verb in the reader's language; the bare verb when it has no sentence."""
    return str(SENTENCES.get(verb, verb.replace("_", " ")))


def verbs_with(part: str) -> list[str]:
    """The verbs whose sentence, in the reader's language and without marks, has that part of a word in it."""
    return [verb for verb, words in SENTENCES.items() if part in fold(str(words))]


def named_by(parts: list[str]) -> dict[str, list[str]]:
    """The kinds of things whose word is among `parts` (without marks) whole, each with the parts of it."""
    kinds = {thing: fold(str(words)).split() for thing, words in THINGS.items()}
    return {thing: name for thing, name in kinds.items() if set(name) <= set(parts)}


def choices() -> list[tuple[str, str]]:
    """All verbs with their sentences, by sentence."""
    return _by_words(SENTENCES)


def things() -> list[tuple[str, str]]:
    """The kinds of things that are acted on, by their word."""
    return _by_words(THINGS)


def _by_words(named):
    """The pairs in the order of the Vietnamese alphabet."""
    return sorted(((name, str(words)) for name, words in named.items()), key=lambda row: collation_key(row[1]))
