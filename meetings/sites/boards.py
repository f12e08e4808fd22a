"""What the board shows: its counts, its runs of rows, and the one action of each row."""

from meetings.conferences import rules as conferences
from meetings.sites import actions, queries, strips
from meetings.sites.models import LIFECYCLE, NEEDS_ACTION, SILENT, LineState, SiteKind, SiteState

GROUPED_ABOVE = 60
# A page of this many rows is taken in at one glance; exceptions take them first, a few confirmed ones the rest.
ROWS_AT_A_GLANCE, FEWEST_CONFIRMED = 14, 7
# Above so many sites each parent in trouble gets a tile, up to a screenful of them.
MOST_TILES = 12


def filters(address) -> dict:
    """The filters that stand in the address; what is unknown there is left out."""
    state = address.get("state")
    return {
        "state": SiteState(state) if state in list(SiteState) else None,
        "group": address.get("group") or None,
        "words": address.get("q", "").strip()[:100],
    }


def address(filters, page=1) -> dict:
    """The filters as they stand in an address: what `filters` would read again."""
    state = filters["state"].value if filters["state"] else None
    asked = {"state": state, "group": filters["group"], "q": filters["words"]}
    asked["page"] = page if page > 1 else None
    return {name: value for name, value in asked.items() if value}


def is_whole(filters) -> bool:
    """Whether nothing is sifted out by state or words: exceptions are listed, what is confirmed is a count."""
    return filters["state"] is None and not filters["words"]


def rows(conference, filters):
    """The sites that the board's pages list: a select for a pager."""
    if is_whole(filters):
        return queries.exceptions(conference.id, group=filters["group"])
    return queries.board(conference.id, **filters)


def facts(conference, user, page, filters) -> dict:
    """Everything on the board; `page` is the page of `rows`."""
    sums = queries.sums_by_state(conference.id)
    whole = _counts(sums)
    total = sum(whole.values())
    group = filters["group"]
    counts = whole if group is None else _counts(queries.sums_by_state(conference.id, group))
    few = _confirmed(conference, page, filters)
    parents = strips.groups(conference.id) if total > strips.STRIP_LIMIT else None
    by_parent = total > GROUPED_ABOVE and len(parents) >= strips.FEW_PARENTS
    return {
        "main": queries.main_site(conference.id),
        "counts": counts,
        "shown": sum(counts.values()),
        "total": total,
        "lacking": total - whole[SiteState.CONFIRMED],
        "missing": queries.missing_names(conference.id, limit=4),
        "expected": sum(people for state, (_, people) in sums.items() if state is not SiteState.DECLINED),
        "silent": sum(whole[state] for state in SILENT),
        "parents": parents if by_parent else [],
        "tiles": _tiles(parents) if by_parent and group is None and is_whole(filters) else [],
        "strip": strips.strip(conference.id, parents),
        "page": page,
        "sections": _sections(page.items, by_parent and group is None),
        "confirmed": few,
        "filters": filters,
        "address": address(filters),
        "whole": is_whole(filters),
        "manages": conferences.can_manage(user, conference),
        "sees_contacts": conferences.can_run(user, conference),
        "reminding": conference.state in actions.ASKED,
        "calling": conference.state in actions.CALLED,
        "choosable": conference.state in actions.CHOOSABLE,
        "todo": todo,
        "hosts": hosts([*page.items, *few]),
    }


def hosts(sites) -> dict[int, str]:
    """The names of the sites at which some of these attend, by number (one statement, none without guests)."""
    ids = {site.joined_id for site in sites} - {None}
    return queries.short_names(ids) if ids else {}


def _counts(sums):
    return {state: sums[state][0] for state in (*NEEDS_ACTION, SiteState.CONFIRMED)}


def _tiles(parents):
    return [parent for parent in parents if parent.waiting][:MOST_TILES]


def _confirmed(conference, page, filters):
    """The few confirmed sites that stand below the last of the exceptions."""
    if not is_whole(filters) or page.has_next:
        return []
    limit = max(FEWEST_CONFIRMED, ROWS_AT_A_GLANCE - len(page.items))
    return queries.confirmed(conference.id, group=filters["group"], limit=limit)


def _sections(sites, by_parent):
    """The sites of a page in runs: settled or not, and where there are many by parent."""
    runs = []
    for site in sites:
        key = (site.state is SiteState.CONFIRMED, site.group_name if by_parent else "")
        if not runs or runs[-1][0] != key:
            runs.append((key, []))
        runs[-1][1].append(site)
    return runs


def todo(site) -> str:
    """The one action of a row: decide, call, remind or open. Who confirmed and failed the line test is called, too."""
    if site.state is SiteState.CHANGE_REQUESTED:
        return "decide"
    if site.state is SiteState.CONFIRMED and site.line is not LineState.FAULTY:
        return "open"
    if site.phone:
        return "call"
    return "remind" if site.state in SILENT else "open"


def timely(site) -> set[str]:
    """What can be done with the site now, by the state of the conference and its own."""
    state = site.conference.state
    moves = set(LIFECYCLE.timely(site.state)) if site.kind is not SiteKind.MAIN else set()
    possible = {"line"} if state in actions.CHOOSABLE else set()
    possible |= {"edit"} if state in actions.OPEN else set()
    possible |= {"drop"} if state in actions.PLANNED else set()
    if state in actions.CALLED:
        possible |= moves & {"invite", "grant_change", "refuse_change"}
        possible |= {"telephone"} if site.kind is not SiteKind.MAIN else set()
    if state in actions.ASKED and site.state in SILENT and site.kind is not SiteKind.MAIN:
        possible |= {"remind"}
    return possible
