"""Whom to tell about a site, and the facts of such a message in words of the papers (Vietnamese)."""

from typing import NamedTuple

from meetings.accounts.models import Role
from meetings.base import clock
from meetings.conferences import times
from meetings.conferences.models import ConferenceState
from meetings.notices import actions as notices
from meetings.notices import queries as outbox
from meetings.sites import links, pace, queries
from meetings.sites.models import Ending, SiteKind, SiteState

NOBODY = links.Shut({}, {})
MOMENT = times.MOMENT
REMINDER, LINK_GIVEN = "confirm_reminder", "link_given"


def people(sites, posts=None, *, are_asked=False) -> dict:
    """By site: its officers, and its contact with address and telephone, as far as something reaches him; where there
    is neither, the leaders of its unit whom their accounts reach, with the unit's own address beside them. Nobody
    stands in so at the main site, which is the organiser's own, unless all `are_asked` then. All as `Recipient`s; one
    statement, none where the caller has the `posts` of those who answer for them by unit."""
    posts = queries.answerers({site.unit_id for site in sites}) if posts is None else posts
    return {site.id: _people(site, posts.get(site.unit_id, []), are_asked) for site in sites}


def _people(site, posts, is_asked=False):
    found = [notices.Recipient.of(post.person) for post in posts if post.role is Role.SITE_OFFICER]
    found += _reached([notices.Recipient.of(contact(site))])
    if found or (site.kind is SiteKind.MAIN and not is_asked):
        return found
    leading = [post.person for post in posts if post.role is Role.LEADER and post.person.has_account]
    leaders = _reached([notices.Recipient.of(person) for person in leading])
    return [*leaders, *_reached([unit_itself(site)])] if leaders else []


def _reached(recipients):
    return [one for one in recipients if one.is_reached]


class Cast(NamedTuple):
    """The sites of a conference, the main one first, with the `people` of each: read once for a story that tells them
    of it several times."""

    sites: list
    people: dict


def cast(conference) -> Cast:
    """Who takes part as things stand now (a fixed number of statements)."""
    sites = queries.sites_of(conference.id)
    return Cast(sites, people(sites))


def addressees(sites) -> dict:
    """By site: whom one asks for an answer. The people; where nobody answers for it, its unit's own address and
    telephone. Not who sent his link back as none of his, nor who had a link that was withdrawn and has no account:
    where nobody else is left, who was given one by hand."""
    found, called = people(sites), [site.id for site in sites if site.state is not SiteState.UNSENT]
    shut, asked = links.shut_for(called) if called else NOBODY, {}
    given = _given_by_hand(shut)
    for site in sites:
        wanted = [*found[site.id]], given.get(site.id, []), _own(site, shut)
        known = [[one for one in some if _may_be_asked(site, one, shut)] for some in wanted]
        asked[site.id] = next(filter(None, known), [(site.name, "")])
    return asked


def _given_by_hand(shut):
    """By site: who holds an open link, of sites at which another one was taken away."""
    found = {}
    for link in links.open_links(shut.site_ids) if shut.site_ids else []:
        if link.to_address:
            found.setdefault(link.site_id, []).append(_bearer_of(link))
    return found


def _own(site, shut):
    """The unit's own address and telephone; where that address is shut, the telephone alone."""
    name, phone = site.name, site.unit.phone
    return [(name, "" if shut.ending(site.id, name, site.unit.email or "") else site.unit.email, phone)]


def _may_be_asked(site, someone, shut):
    ending = shut.ending(site.id, *bearer(someone))
    return ending is None or (ending is Ending.WITHDRAWN and notices.Recipient.of(someone).person_id is not None)


def living(known, lost=None) -> dict:
    """By site: those of its people (`known`) whom something reaches. Not by an address from which mail came back, which
    gives way to his mobile telephone. `lost` are such addresses where the caller has them; else one statement."""
    if lost is None:
        lost = outbox.lost(notices.Recipient.of(one).address for people in known.values() for one in people)
    kept = {number: [_without_lost(one, lost) for one in people] for number, people in known.items()}
    return {number: [one for one in people if notices.Recipient.of(one).is_reached] for number, people in kept.items()}


def _without_lost(someone, lost):
    known = notices.Recipient.of(someone)
    return known._replace(address="") if known.address.lower() in lost else someone


def unreached(sites) -> list:
    """The sites to which nothing can be sent: nobody who answers for them has an address or a mobile telephone, nor
    has their unit (three statements; none for no sites)."""
    return beyond(sites, addressees(sites)) if sites else []


def beyond(sites, known) -> list:
    """Those of the sites of whose `addressees` nobody can be sent anything."""
    return [site for site in sites if not any(notices.Recipient.of(one).is_reached for one in known[site.id])]


def people_by_unit(sites) -> dict:
    """By unit, for sites that are not kept yet: who will be told for each once they are."""
    posts = queries.answerers({site.unit_id for site in sites})
    return {site.unit_id: once(_people(site, posts.get(site.unit_id, []))) or [unit_itself(site)] for site in sites}


def reachable(sites, given=None, known=None) -> dict:
    """By site: whoever is told what becomes of the conference. Those who answer for it and who holds an open link of
    it; where there is nobody, its unit's own address, so that the gap is seen (`Recipient`s). A fixed number of
    statements; `given` are the links (`links.held`) and `known` the `people` where the caller has them already."""
    known = people(sites) if known is None else known
    found = {site.id: [*known[site.id]] for site in sites}
    for link in links.held([site.id for site in sites]) if given is None else given:
        if link.to_address:
            found[link.site_id].append(notices.Recipient.of(_bearer_of(link)))
    return {site.id: once(found[site.id]) or [unit_itself(site)] for site in sites}


def unit_itself(site):
    """Whom to write to for a site for which nobody answers: its unit, with its own address and telephone."""
    return notices.Recipient.of((site.name, site.unit.email, site.unit.phone))


def _bearer_of(link):
    return (link.to_name, link.to_address) if link.has_mail else (link.to_name, "", link.to_address)


def contact(site) -> tuple[str, str, str]:
    """Whom to ring or write to: the name, the address and the telephone that the site has given."""
    return site.contact_name, site.contact_email, site.contact_phone


def tell(site, kind, *, anew=(), **more):
    """Queue a message of `kind` to those who answer for the site; whose former link ended just now (`anew`: their
    addresses in small letters) and who has no other one reads that this is another one."""
    known = people([site])
    if not anew:
        tell_with_links([site], known, kind, lambda here: {**facts(here), **more})
        return
    standing = {(link.to_name, link.to_address) for link in links.open_links([site.id])}
    known = once(sorted(known[site.id], key=lambda one: bearer(one) not in standing))
    for is_anew in (False, True):
        told = {site.id: [one for one in known if _is_anew(one, anew, standing) is is_anew]}
        said = {**more, "is_anew": True} if is_anew else more
        tell_with_links([site], told, kind, lambda here, said=said: {**facts(here), **said})


def _is_anew(someone, anew, standing):
    name, address = bearer(someone)
    return bool(address) and address.lower() in anew and (name, address) not in standing


def tell_with_links(sites, people, kind, facts_of, *, about=None, why="", **common) -> int:
    """Queue a message of `kind` to each of the `people` of each site, once by address, with a link of his own.

    `people` is as the function of that name gives it, `facts_of(site)` what the message says (`link_page` in it: the
    page below the link's own). Only the number of the link is written down: the worker makes its address. The main
    site, which is not asked, has none, nor has whose link was withdrawn or sent back; of several behind one address
    the message goes to one who has. It is `about` the site, and `why` he is told is that he answers for it, unless
    others are named. Returns how many messages.
    """
    asked = {site.id for site in sites if site.kind is not SiteKind.MAIN}
    shut = links.shut_for(asked) if asked else NOBODY
    wanted = [(site, someone) for site in sites for someone in once(_open_first(site, people, shut))]
    bearers = [
        (site.id, *bearer(someone))
        for site, someone in wanted
        if site.id in asked and someone.is_reached and not shut.ending(site.id, *bearer(someone))
    ]
    given, said = links.numbers(bearers), {site.id: facts_of(site) for site in sites}
    messages = []
    for site, someone in wanted:
        number = given.get((site.id, *bearer(someone)))
        facts = said[site.id] | ({"link_id": number} if number else {})
        messages.append(notices.Message(someone, about or site, site.conference, why or reason(site), facts))
    notices.tell_each(messages, kind, **common)
    return len(wanted)


def _open_first(site, people, shut):
    known = map(notices.Recipient.of, people[site.id])
    return sorted(known, key=lambda someone: shut.ending(site.id, *bearer(someone)) is not None)


def tell_bearer(given, *, is_anew=False):
    """Queue the mail that brings a link made by hand to whom it was made for; `is_anew`: his former one has ended."""
    site = given.site
    about = {"about": site, "within": site.conference, "link_id": given.id}
    why = f"Anh/chị được cấp đường dẫn trả lời thay mặt điểm cầu {site.name}."
    notices.tell([(given.to_name, given.to_address)], LINK_GIVEN, reason=why, is_anew=is_anew, **about, **facts(site))


def bearer(someone) -> tuple[str, str]:
    """Name and address under which the link is given; the telephone where there is no address."""
    known = notices.Recipient.of(someone)
    return known.name, known.address or known.phone


def once(people) -> list:
    """The people without those whom the same address or telephone reaches: the first of them stays, his account
    before a bare address."""
    known = {}
    for someone in people:
        known.setdefault(notices.Recipient.of(someone).key, someone)
    return list(known.values())


def reason(site) -> str:
    """Why these people are told."""
    return f"Anh/chị là đầu mối của điểm cầu {site.name}."


def term(last, answer_by) -> dict:
    """Until when an answer is wanted, in words, and whether that has passed: the letter's term, else until `last`, when
    links take no more answers, as the page behind the link says it."""
    until = min(answer_by or last, last)
    return {"term": clock.local(until).strftime(MOMENT), "is_past": until < clock.now()}


def reminders(conference, sites, answer_by) -> dict[int, dict]:
    """By site: what its reminder says; `answer_by` is the letter's term, None where it has none. A site that is reached
    first by it is asked now: its page takes answers as long as after an invitation."""
    locks = pace.locks(conference, sites, asked_at=clock.now())
    return {site.id: {**facts(site), **term(locks[site.id], answer_by)} for site in sites}


def facts(site) -> dict:
    """What every message about a site says; `path` is the address below the public one."""
    conference = site.conference
    is_off = conference.state is ConferenceState.POSTPONED
    return {
        "site": site.name,
        "conference": conference.named,
        "starts": times.POSTPONED if is_off else times.begins(conference.starts_at, conference.ends_at),
        "place": conference.place,
        "organiser": conference.organiser.name,
        "path": f"/sites/{site.id}",
    }
