"""What the board shows: its counts, its runs of rows, and the one action of each row."""

from meetings.conferences import rules as conferences
from meetings.sites import actions, queries, strips
from meetings.sites.models import LIFECYCLE, NEEDS_ACTION, SILENT, SiteKind, SiteState

GROUPED_ABOVE = 60


def filters(address) -> dict:
    """The filters that stand in the address; what is unknown there is left out."""
    state = address.get("state")
    return {
        "state": SiteState(state) if state in list(SiteState) else None,
        "group": address.get("group") or None,
        "words": address.get("q", "").strip()[:100],
    }


def facts(conference, user, page) -> dict:
    """Everything on the board beside its filters; `page` is the page of sites that fit them."""
    sums = queries.sums_by_state(conference.id)
    counts = {state: sums[state][0] for state in (*NEEDS_ACTION, SiteState.CONFIRMED)}
    total = sum(counts.values())
    by_parent = total > GROUPED_ABOVE
    parents = strips.groups(conference.id) if total > strips.STRIP_LIMIT else None
    return {
        "main": queries.main_site(conference.id),
        "counts": counts,
        "total": total,
        "lacking": total - counts[SiteState.CONFIRMED],
        "missing": queries.missing_names(conference.id, limit=4),
        "expected": sum(people for state, (_, people) in sums.items() if state is not SiteState.DECLINED),
        "silent": sum(counts[state] for state in SILENT),
        "parents": parents if by_parent else [],
        "strip": strips.strip(conference.id, parents),
        "page": page,
        "sections": _sections(page.items, by_parent),
        "manages": conferences.can_manage(user, conference),
        "sees_contacts": conferences.can_run(user, conference),
        "reminding": conference.state in actions.ASKED,
        "choosable": conference.state in actions.CHOOSABLE,
        "todo": todo,
    }


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
    """The one action of a row: decide, call, remind or open."""
    if site.state is SiteState.CHANGE_REQUESTED:
        return "decide"
    if site.state is SiteState.CONFIRMED:
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
