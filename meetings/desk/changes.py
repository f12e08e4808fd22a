"""The stories of a called conference that turns out otherwise: moved, postponed, called off, on again, other sites.

Each does in one transaction what `outlooks` told before: the facts, the question to the sites, the agenda, the letter,
the messages with the calendar entry.
"""

from datetime import timedelta

from meetings.agenda import actions as agenda
from meetings.base import clock
from meetings.base.db import db, hold
from meetings.conferences import actions as conferences
from meetings.conferences import left, planning, times
from meetings.conferences.models import ConferenceState as S
from meetings.desk import actions, belongings, late_papers, spreading, telling, unit_telling
from meetings.invitations import actions as invitations
from meetings.invitations import farewells, known, mailings
from meetings.invitations import queries as letters
from meetings.notices import actions as notices
from meetings.rehearsals import actions as rehearsals
from meetings.rehearsals import queries as trials
from meetings.rehearsals.models import RehearsalState
from meetings.rooms import actions as rooms
from meetings.sites import actions as sites
from meetings.sites import ended
from meetings.sites import queries as sites_of
from meetings.sites import telling as site_telling

CALLED = (S.INVITING, S.READY)
# What calendars show, beside what asks anew.
SHOWN = {"title", "organiser", "chairs"}
# What waits for those of a site and would lead them to a page that is no longer there once it is dropped.
OF_A_SITE = (
    letters.INVITATION,
    site_telling.REMINDER,
    site_telling.LINK_GIVEN,
    unit_telling.OF_SITES,
    unit_telling.OF_SITES_AGAIN,
    late_papers.KIND,
    *("rehearsal_planned", "rehearsal_moved", "rehearsal_cancelled"),
    *("site_change_granted", "site_change_refused"),
)


def revise(conference, *, version, new_letter=False, by, **facts) -> set[str]:
    """Change what is planned (see `conferences.actions.revise`). After a change of time, place or chair those who were
    called are told and the sites are asked anew; `new_letter`: a letter that supersedes the one given out goes along.
    """
    spreading.finish(conference)
    before = _plan(conference)
    changed = conferences.revise(conference, version=version, by=by, **facts)
    agenda.follow(conference, former_start=before["starts_at"], by=by)
    if conference.state in CALLED and changed & planning.MATERIAL:
        sites.ask_again(conference, by=by)
        _tell_anew(conference, "conference_changed", before, new_letter, by)
    elif conference.state in CALLED and changed & SHOWN:
        named = {"former_title": _former_title(conference, before)}
        spreading.spread(conference, spreading.News(named=named, is_material=False), by=by)
    return changed


def cancel(conference, *, reason, version=None, by):
    """Call it off, and with it the rehearsals ahead. Whoever was called is told with the reason; a draft disappears
    silently.

    Refused with `Stale` where somebody changed the conference since `version` was shown.
    """
    was_announced = conference.state is not S.DRAFT
    conferences.cancel(conference, reason=reason, version=version, by=by)
    if was_announced:
        _call_off(conference, "conference_cancelled", {"why": reason}, {}, by)


def postpone(conference, *, reason, starts_at=None, ends_at=None, version=None, new_letter=False, by):
    """Put it off: to a day yet unknown, or at once to a new time, for which all sites are asked anew."""
    if starts_at is not None:
        spreading.finish(conference)
    before = _plan(conference)
    conferences.postpone(conference, reason=reason, version=version, by=by)
    if starts_at is None:
        was = {"before": before["when"]}
        _call_off(conference, "conference_postponed", {"why": reason, **was}, was, by)
    else:
        _call_again(conference, starts_at, ends_at, why=reason, before=before, new_letter=new_letter, by=by)


def reschedule(conference, *, starts_at, ends_at, version=None, new_letter=False, by):
    """Give a postponed conference its new time: all sites are asked anew, all are told. Why it was put off was told
    then, and is no reason of the new time."""
    spreading.finish(conference)
    before = _plan(conference)
    _call_again(conference, starts_at, ends_at, version=version, why="", before=before, new_letter=new_letter, by=by)


def restore(conference, *, starts_at, ends_at, version=None, new_letter=False, by):
    """A cancelled conference takes place after all: all sites are asked anew, all are told, its calendar entry comes
    back."""
    spreading.finish(conference)
    before = _plan(conference)
    conferences.restore(conference, starts_at=starts_at, ends_at=ends_at, version=version, by=by)
    rooms.make(conference, by=by)
    _call_all(conference, "conference_restored", before, new_letter, by)


def restore_draft(conference, *, version=None, by):
    """A draft that was cancelled becomes a draft again; nobody knew of it, and nobody is told."""
    conferences.restore_draft(conference, version=version, by=by)


def choose_sites(conference, *, version=None, new_letter=False, by, **choice) -> sites.Change:
    """Let the conference have these sites (see `sites.actions.choose`): dropped ones are told, added ones are invited
    at once; where another one becomes the main site, all are told and asked anew. The former main site is then asked
    for the first time: it is invited, too. Once the time of the conference has passed nobody is told or asked of
    those that are there: the choice then says who took part.

    Refused with `Stale` where somebody changed the conference since `version` was shown.
    """
    hold(conference)  # who chooses the same meanwhile is waited for: else both would ask all anew
    if version is not None:
        conference.expect(version)
    spreading.finish(conference)
    before, foreseen = _plan(conference), sites.foresee(conference, **choice)
    is_moved = conference.state in CALLED and foreseen.main_changes and not left.is_unbegun(conference)
    gone = {row.id for row in foreseen.dropped}
    farewell = _farewells(conference, gone, set(choice["unit_ids"]))
    if gone:
        belongings.clear(conference, gone, by=by)
    done = sites.choose(conference, by=by, **choice | {"drop_answered": True})
    farewell()
    invited = letters.to_invite(conference) if is_moved else set()
    if is_moved:
        conference.sequence += 1
        _ask_again(conference, by)
        notices.unsay_all(letters.INVITATION, telling.main_sites(conference))
        _tell_anew(conference, "conference_changed", before, new_letter, by, invited=invited)
    elif new_letter:
        invitations.supersede(conference, by=by)
    if invited or (done.added and mailings.goes_on(conference)):
        # Who was shown that the letter changes and left the new one out knows what the added sites get.
        actions.send_invitations(conference, although_outdated=True, by=by)
    return done


def drop_site(site, *, new_letter=False, by):
    """Take one site out with its list and speeches; who was called for it is told. Refused like `sites.actions.drop`
    and `belongings.clear`."""
    conference = site.conference
    spreading.finish(conference)
    farewell = _farewells(conference, {site.id})
    belongings.clear(conference, [site.id], by=by)
    sites.drop(site, drop_answered=True, by=by)
    farewell()
    if new_letter:
        invitations.supersede(conference, by=by)


def _farewells(conference, gone, staying=()):
    """Whom to tell that their site is no longer invited: known before the sites go, told afterwards. `staying` are the
    units that take part then."""
    going = [site for site in telling.all_sites(conference) if site.id in gone]
    leaving = telling.leaving(going)
    told = [(people, _farewell(site, staying), site_telling.reason(site)) for site, people in leaving]
    holders = farewells.holders(gone)
    for kind in OF_A_SITE:
        notices.unsay_all(kind, going)

    def tell():
        losing, plans = farewells.leave(conference, holders), known.plans(conference)
        for someones, facts, reason in told:
            telling.tell_farewell(conference, someones, facts, reason, losing, plans)

    return tell


def _farewell(site, staying):
    """What it reads; where its unit ends, which of those that take its place takes part. Its page goes with it."""
    conference, heirs = site.conference, ended.heirs_of(site) if site.unit_ended_on else []
    said = {"when": times.stands(conference), "goes_on": conference.state is not S.POSTPONED, "path": ""}
    return site_telling.facts(site) | said | {"successors": ", ".join(one.name for one in heirs if one.id in staying)}


def _call_again(conference, starts_at, ends_at, *, version=None, why, before, new_letter, by):
    conferences.reschedule(conference, starts_at=starts_at, ends_at=ends_at, version=version, by=by)
    _call_all(conference, "conference_rescheduled", before, new_letter, by, why=why)


def _call_all(conference, kind, before, new_letter, by, **more):
    """Ask all sites and tell them, with a message of `kind`; who has not been asked yet is invited instead."""
    agenda.follow(conference, former_start=before["starts_at"], by=by)
    invited = letters.to_invite(conference)
    _ask_again(conference, by)
    _tell_anew(conference, kind, before, new_letter, by, invited=invited, **more)
    if invited:
        actions.send_invitations(conference, although_outdated=True, by=by)


def _ask_again(conference, by):
    sites.ask_again(conference, by=by)
    sites.invite(conference, by=by)


def _plan(conference):
    """What the messages name as "before"."""
    main = sites_of.main_site(conference.id)
    return {
        "title": conference.named,
        "starts_at": conference.starts_at,
        "when": times.when(conference.starts_at, conference.ends_at),
        "told": times.told(conference),
        "chair": conference.chair.name if conference.chair else "",
        "main": main.name if main else "",
    }


def _tell_anew(conference, kind, before, new_letter, by, invited=frozenset(), **more):
    """Tell everybody what was and what is; with the number of the new letter and of the one that it supersedes. Not
    those to whom the invitation of a site goes that is `invited` next (by number): they read of no change."""
    now, title = _plan(conference), _former_title(conference, before)
    former = {f"former_{name}": before[name] for name in ("chair", "main") if before[name] != now[name]}
    was = before["told"] if before["told"] != now["told"] else ""
    moved_by = now["starts_at"] - before["starts_at"]
    papers = _letter(conference, moved_by, by) if new_letter else {}
    former |= {"main": now["main"]} | ({"former_title": title} if title else {})
    named = {"before": was, **former}
    news = spreading.News(kind, {**named, **papers, **more}, named, invited=tuple(sorted(invited)))
    spreading.spread(conference, news, by=by)


def _call_off(conference, kind, said, named, by):
    """Tell everybody that it does not take place, or not now; what else waits to tell of it tells nothing more."""
    spreading.drop(conference)
    late_papers.drop(conference)
    said = said | {"rehearsals": _call_off_rehearsals(conference, by)}
    spreading.spread(conference, spreading.News(kind, said, named), by=by)


def _former_title(conference, before):
    return before["title"] if before["title"] != conference.named else ""


def _letter(conference, moved_by: timedelta, by):
    standing = letters.letter(conference.id)
    old = standing.paper.symbol if standing and standing.paper else ""
    paper = invitations.supersede(conference, moved_by=moved_by, always=True, by=by)
    db.session.flush()
    return {"symbol": paper.symbol, "former_symbol": old, "paper_id": paper.id} if paper else {}


def _call_off_rehearsals(conference, by):
    """Silently: the message about the conference itself names them. When those ahead were to be, in words."""
    ahead = []
    for row in trials.of_conference(conference.id):
        if row.state is RehearsalState.PLANNED:
            ahead += [row.starts_at] if row.starts_at > clock.now() else []
            rehearsals.cancel(row, version=row.version, by=by)
    return [clock.local(moment).strftime(site_telling.MOMENT) for moment in sorted(ahead)]
