"""From approved minutes to binding directives: the stories of minutes, notice of conclusions and directives."""

from typing import NamedTuple

from meetings.base import clock
from meetings.base.errors import Faults, NotValid
from meetings.base.language import _l
from meetings.conclusions import actions as conclusions
from meetings.conclusions import papers as notice_papers
from meetings.conclusions import queries as notices_of
from meetings.conclusions import rules as notice_rules
from meetings.conferences import actions as conferences
from meetings.conferences.models import ConferenceState
from meetings.desk import replacing, telling
from meetings.directives import actions as carrying_out
from meetings.directives import amending
from meetings.directives import issuing as directives
from meetings.directives import orders as ordered
from meetings.directives import queries as given
from meetings.directives.models import Directive
from meetings.minutes import actions as minutes_actions
from meetings.minutes import rules as minutes_rules
from meetings.minutes.papers import times
from meetings.notices import actions as notices
from meetings.sites import queries as sites
from meetings.sites import telling as site_telling

TAKES_PART = "Đơn vị ông/bà tham dự hội nghị."


def submit_minutes(minutes, *, by):
    """Hand the minutes in; those who preside are told that they wait for a decision."""
    minutes_actions.submit(minutes, by=by)
    telling.tell_chairs(minutes.conference, "minutes_submitted")


def send_back_minutes(minutes, *, note, by):
    """Give the minutes back; the secretary is told with the note, which only a writer may leave out."""
    _require_note(note, minutes_rules.can_write, minutes, by)
    minutes_actions.send_back(minutes, note=note, by=by)
    telling.tell_secretary(minutes.conference, "minutes_sent_back", note=note)


def approve_minutes(minutes, *, by, version=None):
    """Approve: the facts are frozen, the conclusions get their numbers, the secretary is told."""
    minutes_actions.approve(minutes, version=version, by=by)
    conclusions.collect(minutes)
    telling.tell_secretary(minutes.conference, "minutes_approved")


def release_minutes(minutes, *, by):
    """Give the minutes out under a number; those who took part are told."""
    paper = minutes_actions.release(minutes, by=by)
    _tell_sites(
        minutes.conference, "minutes_released", symbol=paper.symbol, correction=paper.facts.get("correction", "")
    )
    return paper


def submit_notice(notice, *, by):
    """Hand the notice in; those who preside are told that it waits for a decision."""
    conclusions.submit(notice, by=by)
    telling.tell_chairs(notice.conference, "notice_submitted")


def send_back_notice(notice, *, note, by):
    """Give the notice back; the secretary is told with the note, which only a writer may leave out."""
    _require_note(note, notice_rules.can_write, notice, by)
    conclusions.send_back(notice, note=note, by=by)
    telling.tell_secretary(notice.conference, "notice_sent_back", note=note)


def approve_notice(notice, *, by, version=None):
    """Approve the notice; the secretary is told."""
    conclusions.approve(notice, version=version, by=by)
    telling.tell_secretary(notice.conference, "notice_approved")


class Outcome(NamedTuple):
    """What the release of a notice did: the directives that were given, those that it changed, those it took back."""

    given: list[Directive]
    changed: list[Directive]
    withdrawn: list[Directive]


def release_notice(notice, *, by) -> Outcome:
    """Give the notice out under a number: its directives become binding and the conference is concluded.

    Each lead unit of each directive block is given one directive; units that were given it by an earlier edition are
    not given it again, but theirs says from now on what this edition says, and is withdrawn where it leaves them out
    (see `replacing`). What a site's chair ordered in the site's own session binds in his name. The units are told by
    each directive, all sites by a notice. Raises `NotValid` while a unit that is newly charged has ended.
    """
    paper = conclusions.release(notice, by=by)
    plan = replacing.foreseen(notice)
    Faults(replacing.hindrances(plan)).tell()
    grounds = _grounds(notice, plan.blocks, paper)
    in_session = f"Biên bản {notice.conference.named}, bản {notice.minutes.edition}"
    for directive in plan.withdrawn:
        by_what = in_session if notices_of.is_local(directive.block) else f"Thông báo số {paper.symbol}"
        carrying_out.withdraw(directive, reason=f"thay thế bởi {by_what}", by=by)
    for directive, block, changed, place_id in plan.amended:
        rests_on = grounds[block.id]
        words = f"{rests_on['source']}, thay thế Thông báo số {plan.former.symbol}"
        ground = in_session if notices_of.is_local(block) else words
        amending.amend(directive, changed, block=block, **rests_on, ground=ground, place_id=place_id, by=by)
    made = []
    for block, units in plan.given:
        made += _give(block, units, notice, is_anew=plan.former is not None, **grounds[block.id], by=by)
    correction = paper.facts.get("correction", "")
    _tell_sites(notice.conference, "notice_released", symbol=paper.symbol, subject=paper.subject, correction=correction)
    if notice.conference.state is ConferenceState.ENDED:
        conferences.conclude(notice.conference, by=by)
    return Outcome(made, [one.directive for one in plan.changed], plan.withdrawn)


def _grounds(notice, blocks, paper):
    """By block: on which document its directives rest."""
    places = notice_papers.numbers([block for block in blocks if not notices_of.is_local(block)])
    there = dict(source=f"Biên bản {notice.conference.named}", paper=None)
    return {
        block.id: dict(source=f"Thông báo số {paper.symbol}, mục {places[block.id]}", paper=paper)
        if block.id in places
        else there
        for block in blocks
    }


def _require_note(note, can_write, thing, by):
    if not note.strip() and by is not None and not can_write(by, thing):
        raise NotValid(_l("Say what is to be changed."), field="note")


def _give(block, units, notice, *, is_anew, **facts):
    """One directive for each of these units."""
    order = ordered.tie(units, given.of_block(block.id))
    return [
        directives.give(
            block.text,
            lead_unit=unit,
            coordinators=block.coordinators,
            due_on=block.due_on,
            expected_result=block.expected_result,
            given_at=_given_at(block, notice, is_anew),
            conference=notice.conference,
            item=block.item,
            block=block,
            order=order,
            **replacing.giver_of(block),
            **facts,
        )
        for unit in units
    ]


def _given_at(block, notice, is_anew):
    """When it was said. A block noted while the conference sat was said then; one written afterwards was said before it
    ended. Who is charged by a replacement alone knows of it from that day, unless the deadline has passed by then."""
    if is_anew and (block.due_on is None or block.due_on >= clock.today()):
        return clock.now()
    began, finished = times(notice.minutes)
    return min(max(block.recorded_at, began), finished, clock.now())


def _tell_sites(conference, kind, **more):
    """Write to those who preside, the secretary, and whoever answers for a site, with a link of his own."""
    telling.tell_chairs(conference, kind, **more)
    telling.tell_secretary(conference, kind, **more)
    here, said = sites.sites_of(conference.id), {**telling.facts(conference), **more}
    site_telling.tell_with_links(here, _once(site_telling.people(here)), kind, lambda site: said, about=conference,
                                 why=TAKES_PART)  # fmt: skip


def _once(people):
    """By site: whoever is told for it and not for one before; he finds the same papers there."""
    told, found = set(), {}
    for site_id, someones in people.items():
        found[site_id] = [one for one in someones if notices.Recipient.of(one).key not in told]
        told |= {notices.Recipient.of(one).key for one in found[site_id]}
    return found
