"""What the board shows: its counts, its runs of rows, and the one action of each row."""

from typing import NamedTuple

from meetings.base import clock
from meetings.base.asking import Typed
from meetings.conferences import left
from meetings.conferences import rules as conferences
from meetings.conferences.models import UPCOMING
from meetings.sites import actions, beside, lost, stages, standing, strips
from meetings.sites.models import LIFECYCLE, NEEDS_ACTION, SILENT, LineState, SiteKind, SiteState

GROUPED_ABOVE = 60
# A page of this many rows is taken in at one glance; exceptions take them first, a few confirmed ones the rest.
ROWS_AT_A_GLANCE, FEWEST_CONFIRMED = 14, 7
# Above so many sites each parent in trouble gets a tile, up to a screenful of them.
MOST_TILES = 12


def filters(address, conference) -> dict:
    """The filters that stand in the address; what is unknown there is left out, and said (see `Typed`)."""
    typed = Typed.of(address)
    return {
        "state": typed.one_of("state", SiteState),
        "group": strips.asked(conference.id, typed),
        "words": typed.words(longest=100),
        "lost": typed.is_set("lost", "yes"),
    }


def address(filters, page=1) -> dict:
    """The filters as they stand in an address: what `filters` would read again."""
    state = filters["state"].value if filters["state"] else None
    asked = {"state": state, "group": filters["group"], "q": filters["words"], "lost": "yes" if filters["lost"] else ""}
    asked["page"] = page if page > 1 else None
    return {name: value for name, value in asked.items() if value}


def is_whole(filters) -> bool:
    """Whether nothing is sifted out by state or words: exceptions are listed, what is confirmed is a count."""
    return filters["state"] is None and not filters["words"] and not filters["lost"]


def rows(conference, filters):
    """The sites that the board's pages list: a select for a pager."""
    if is_whole(filters):
        return standing.exceptions(conference.id, group=filters["group"])
    return standing.board(conference.id, **filters)


def facts(conference, user, page, filters, stands) -> dict:
    """Everything on the board; `page` is the page of `rows`, `stands` how the sites stand."""
    counts = {state: stands.states[state].sites for state in (*NEEDS_ACTION, SiteState.CONFIRMED)}
    shown = {state: stands.states[state].in_group for state in counts}
    total, group = sum(counts.values()), filters["group"]
    parents = strips.groups(conference.id) if total > strips.STRIP_LIMIT else None
    by_parent = total > GROUPED_ABOVE and len(parents) >= strips.FEW_PARENTS
    around = standing.glance(
        conference.id,
        group=group,
        most_missing=4,
        most_confirmed=_how_many_confirmed(page, filters),
        host_ids={site.joined_id for site in page.items} - {None},
        day=clock.local(conference.starts_at).date() if conference.state in UPCOMING else None,
    )
    marks = marks_of([*page.items, *around.confirmed], stands.lost)
    return {
        "main": around.main,
        "counts": shown,
        "shown": sum(shown.values()),
        "total": total,
        "confirmed_ones": counts[SiteState.CONFIRMED],
        "lacking": total - sum(counts[state] for state in standing.ANSWERED),
        "missing": around.missing,
        "ended": around.ended,
        "announced": stands.announced,
        "silent": sum(stands.states[state].reached for state in SILENT),
        "lost": stands.lost,
        "settled": shown[SiteState.CONFIRMED] - stands.states[SiteState.CONFIRMED].lost,
        "parents": parents if by_parent else [],
        "tiles": _tiles(parents) if by_parent and group is None and is_whole(filters) else [],
        "strip": strips.strip(conference.id, parents),
        "page": page,
        "sections": _sections(page.items, by_parent and group is None, marks),
        "confirmed": around.confirmed,
        "filters": filters,
        "address": address(filters),
        "whole": is_whole(filters),
        "todo": todo,
        "marks": marks,
        "hosts": around.hosts,
        **_possible(conference, user),
    }


def _possible(conference, user):
    """What the reader may do on the board, and what can be done in this state."""
    return {
        "manages": conferences.can_manage(user, conference),
        "sees_contacts": conferences.can_run(user, conference),
        "reminding": stages.waits(conference),
        "calling": conference.state in actions.CALLED,
        "choosable": conference.state in actions.CHOOSABLE,
    }


class Marks(NamedTuple):
    """What is known of a site beside its own answer: addresses from which mail came back, and what calendars said."""

    lost: list
    said: list


def marks_of(sites, some_lost=True) -> dict[int, Marks]:
    """The marks of these sites, by number (two statements, one where no mail came back)."""
    ids = [site.id for site in sites]
    unreached = lost.of_sites(ids) if some_lost else {}
    said = beside.of_sites(ids)
    return {site.id: Marks(unreached.get(site.id, []), beside.to_show(site, said.get(site.id, []))) for site in sites}


def lost_marks(found) -> dict[int, Marks]:
    """The marks of sites read with an address from which mail came back and who sent a link back, for a page that shows
    no more of it."""
    marks = {}
    for site, address, sent_back_by in found:
        known = [lost.Lost(site.contact_name, address)] if address else []
        known += [lost.Lost(sent_back_by, "", is_back=True)] if sent_back_by else []
        if known:
            marks[site.id] = Marks(known, [])
    return marks


def hosts(sites) -> dict[int, str]:
    """The names of the sites at which some of these attend, by number; no statement where they came along."""
    return {site.joined_id: site.joined.short_name for site in sites if site.joined_id}


def _tiles(parents):
    return [parent for parent in parents if parent.waiting][:MOST_TILES]


def _how_many_confirmed(page, filters):
    """The few confirmed sites that stand below the last of the exceptions."""
    if not is_whole(filters) or page.has_next:
        return 0
    return max(FEWEST_CONFIRMED, ROWS_AT_A_GLANCE - len(page.items))


def is_settled(site, marks) -> bool:
    """Whether nothing is to be done: it has confirmed, and mail reaches it."""
    return site.state is SiteState.CONFIRMED and not (site.id in marks and marks[site.id].lost)


def _sections(sites, by_parent, marks):
    """The sites of a page in runs: settled or not, and where there are many by parent."""
    runs = []
    for site in sites:
        key = (is_settled(site, marks), site.group_name if by_parent else "")
        if not runs or runs[-1][0] != key:
            runs.append((key, []))
        runs[-1][1].append(site)
    return runs


def todo(site, marks=None) -> str:
    """The one action of a row: decide, mend the address, call, remind or open. Who confirmed and failed the line test
    is called, too; to whom nothing could be sent nothing is sent again before his page was looked at. A wish is decided
    on while the conference is called."""
    if site.state is SiteState.CHANGE_REQUESTED and _goes_on(site.conference):
        return "decide"
    if marks and marks.lost:
        return "mend"
    if site.state is SiteState.CONFIRMED and site.line is not LineState.FAULTY:
        return "open"
    if site.phone:
        return "call"
    return "remind" if site.state in SILENT and site.invited_at else "open"


def _goes_on(conference):
    return conference.state in actions.CALLED and not left.is_unbegun(conference)


def timely(site) -> set[str]:
    """What can be done with the site now, by the state of the conference and its own."""
    state = site.conference.state
    moves = set(LIFECYCLE.timely(site.state)) if site.kind is not SiteKind.MAIN else set()
    possible = {"line"} if state in actions.CHOOSABLE else set()
    possible |= {"edit"} if state in actions.OPEN else set()
    possible |= {"drop"} if state in actions.PLANNED else set()
    if _goes_on(site.conference):
        possible |= moves & {"invite", "grant_change", "refuse_change"}
    if state in actions.CALLED:
        possible |= {"telephone"} if site.kind is not SiteKind.MAIN else set()
    if stages.waits(site.conference) and site.state in SILENT and site.kind is not SiteKind.MAIN:
        possible |= {"remind"}
    return possible
