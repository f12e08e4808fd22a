"""What is still missing before the notice goes to the chair."""

from typing import NamedTuple

from meetings.base.language import _l
from meetings.conclusions import queries
from meetings.conclusions.models import ConclusionNotice


class Fault(NamedTuple):
    """One thing missing in the field of that name; `stops` the notice from going to the chair."""

    sentence: str
    field: str
    stops: bool = True


NEEDED = {
    "subject": _l("The notice has no subject."),
    "opening": _l("The opening is empty."),
    "authority": _l("It is not said in which capacity the notice is signed (TM., KT., TL. …)."),
    "signer_name": _l("It is not said who signs the notice."),
    "recipients": _l("It is not said who receives the notice."),
}
NOTHING_GIVEN = _l("The minutes hold no directive, so the notice gives none.")


def faults(notice: ConclusionNotice, directives=None) -> list[Fault]:
    """All that is missing, what stops first."""
    found = [Fault(sentence, name) for name, sentence in NEEDED.items() if not getattr(notice, name)]
    directives = queries.directives_of(notice.minutes_id) if directives is None else directives
    if not directives:
        found.append(Fault(NOTHING_GIVEN, "directives", stops=False))
    return found
