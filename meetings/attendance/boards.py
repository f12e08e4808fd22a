"""What the conference's page of attendance shows: its sums, who has not reported, and a few of those who have."""

from itertools import groupby

from meetings.attendance import hours, papers, queries, rules
from meetings.base.asking import Typed
from meetings.conferences import rules as conferences
from meetings.sites import strips

GROUPED_ABOVE = 60
FILTERS = {"missing": False, "reported": True}
MOST_TILES = 12
# A page of this many rows is taken in at one glance; who has not reported takes them first.
ROWS_AT_A_GLANCE, FEWEST_REPORTED = 14, 7


def filters(address, conference) -> dict:
    """The filters that stand in the address; what is unknown there is left out, and said (see `Typed`)."""
    typed = Typed.of(address)
    return {
        "show": typed.one_of("show", FILTERS, ""),
        "group": strips.asked(conference.id, typed),
        "words": typed.words(longest=100),
    }


def address(asked, page=1) -> dict:
    """The filters as they stand in an address: what `filters` would read again."""
    kept = {"show": asked["show"], "group": asked["group"], "q": asked["words"], "page": page if page > 1 else None}
    return {name: value for name, value in kept.items() if value}


def is_whole(asked) -> bool:
    """Whether nothing is sifted out by report or words: the missing are listed, what is reported is a count."""
    return not asked["show"] and not asked["words"]


def rows(conference, asked):
    """The sites that the pages list: a select for a pager."""
    reported = False if is_whole(asked) else FILTERS.get(asked["show"])
    return queries.board(conference.id, reported=reported, group=asked["group"], words=asked["words"])


def facts(conference, user, page, asked) -> dict:
    """Everything on the page; `page` is the page of `rows`."""
    totals = queries.totals(conference.id)
    groups = queries.groups(conference.id) if totals.whole.sites > GROUPED_ABOVE else []
    groups = groups if len(groups) >= strips.FEW_PARENTS else []
    latest = _latest(conference, page, asked)
    lines = queries.lines([site.id for site in (*page.items, *latest)])
    return {
        "page": page,
        "lines": lines,
        "sections": [
            (is_reported, list(run)) for is_reported, run in groupby(page.items, lambda one: lines[one.id].is_reported)
        ],
        "latest": latest,
        "totals": totals,
        "shown": dict(groups).get(asked["group"], totals.whole),
        "levels": papers.LEVEL_WORDS,
        "groups": groups,
        "tiles": _tiles(groups) if is_whole(asked) and asked["group"] is None else [],
        "troubled": sum(bool(numbers.missing) for _, numbers in groups),
        "asked": asked,
        "address": address(asked),
        "whole": is_whole(asked),
        "names": rules.can_see_names(user, conference),
        "manages": conferences.can_manage(user, conference),
        "counting": conferences.can_manage(user, conference) and hours.takes_marks(conference, user),
    }


def _latest(conference, page, asked):
    """The few sites that reported last, below the last of the missing."""
    if not is_whole(asked) or page.has_next:
        return []
    limit = max(FEWEST_REPORTED, ROWS_AT_A_GLANCE - len(page.items))
    return queries.reported(conference.id, group=asked["group"], limit=limit)


def _tiles(groups):
    counted = (strips.Group(name, numbers.sites, numbers.reported, numbers.missing) for name, numbers in groups)
    return [group for group in counted if group.waiting][:MOST_TILES]
