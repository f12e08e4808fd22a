"""A slip of the finger would go into the sum of the whole province: numbers far above the expected are asked once."""

from meetings.attendance import queries
from meetings.base.errors import NotValid
from meetings.base.language import _l

# So many people are taken without a question, whatever was announced (and where nothing was); beyond, twice as many as
# were announced or named.
UNASKED, UNASKED_UNANNOUNCED = 100, 500
UNLIKELY = _l(
    "Far more people than were to be expected (present + absent): %(numbers)s. Nothing was recorded yet. "
    "Correct a slip, or say that the number is right and send it again."
)


def check(counts, *, sure):
    """Refuse (site, present, absent) with far more people than were announced or named, unless one is `sure`."""
    odd = [] if sure else [count for count in counts if _is_odd(*count)]
    if odd:
        numbers = "; ".join(f"{site.short_name} {_dotted(here)} + {_dotted(away)}" for site, here, away in odd)
        raise NotValid(UNLIKELY % {"numbers": numbers}, field="sure")


def _dotted(number):
    return f"{number:,}".replace(",", ".")


def _is_odd(site, present, absent):
    announced, people = site.expected_count, present + absent
    if people <= (UNASKED_UNANNOUNCED if announced is None else max(UNASKED, announced * 2)):
        return False
    return people > queries.lines([site.id])[site.id].named * 2
