"""The conference of 7 December 2015, told through the actions that the pages call.

What is reported and what is invented around it stands apart in data/conference-2015-12-07.toml.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from meetings.accounts import actions as accounts
from meetings.accounts.models import Person, Role
from meetings.agenda import actions as agenda
from meetings.agenda.models import ItemKind
from meetings.agenda.papers import signed_as
from meetings.base import clock
from meetings.base.db import db
from meetings.conferences import actions as conferences
from meetings.conferences.models import Conference, ConferenceKind
from meetings.demo import letters, sitting_2015
from meetings.demo.known_2015 import DAY, DISTRICT, INVENTED, REPORTED, at, unit
from meetings.demo.sources import TITLE
from meetings.desk import actions as desk
from meetings.desk import rulings
from meetings.directives import actions as directives
from meetings.directives import issuing
from meetings.directives.models import Directive, DirectiveState
from meetings.documents import actions as documents
from meetings.documents.models import Audience
from meetings.registry import actions as registry
from meetings.registry.models import PaperKind
from meetings.sites import actions as sites
from meetings.sites import answering
from meetings.sites import queries as site_queries
from meetings.sites.models import Reply, SiteKind
from meetings.units.models import Unit, UnitKind


def told() -> Conference | None:
    """The conference, when its story has been told in this database."""
    return db.session.scalar(select(Conference).filter_by(title=REPORTED["title"]))


def tell(sources=None) -> Conference:
    """Take the conference through its whole life, each step at the hour at which it happened or could have.

    `sources` is a stored file for its shelf: what of all this was reported and what is invented.
    """
    with at("2015-11-24T14:00"):
        people = _people()
        conference = _schedule(people)
        if sources:
            documents.add(
                conference, taken=sources, title=TITLE, audience=Audience.PARTICIPANTS, by=people["secretary"]
            )
    with at(INVENTED["invited"]):
        _invite(conference, people)
    with at("2015-12-02T08:00"):
        _confirm(conference, people)
    with at(f"{DAY}T{INVENTED['began']}"):
        desk.begin(conference, by=people["secretary"])
    record = sitting_2015.hold(conference, people)
    with at("2015-12-08T16:00"):
        rulings.submit_minutes(record, by=people["secretary"])
    with at(INVENTED["released_minutes"]):
        rulings.approve_minutes(record, by=people["chair"])
        rulings.release_minutes(record, by=people["secretary"])
    _conclude(conference, people)
    _carry_out(conference, people)
    return conference


def the_last_day():
    """The clock of the day on which the story ends: by it the lists that are drawn now say what is late."""
    return at(INVENTED["last_report"])


def _people():
    organiser, district = unit(REPORTED["organiser"]), unit(DISTRICT)
    chair, co_chair = REPORTED["chairs"]
    secretary, clerks = INVENTED["secretary"], INVENTED["clerks"]
    return {
        "chair": _person(chair["name"], organiser, chair["title"], Role.LEADER),
        "co_chair": _person(co_chair["name"], unit(REPORTED["content_owner"]), co_chair["title"], Role.LEADER),
        "site_chair": _person(REPORTED["site"]["chair"], district, REPORTED["site"]["title"], Role.LEADER),
        "secretary": _person(secretary["name"], _office(organiser), secretary["title"], Role.SECRETARIAT),
        **{
            part: _person(one["name"], unit(one["unit"]), one["title"], Role.SITE_OFFICER)
            for part, one in clerks.items()
        },
    }


def _office(body):
    offices = select(Unit).filter_by(parent_id=body.id, kind=UnitKind.OFFICE)
    return next((row for row in db.session.scalars(offices) if row.exists_on(DAY)), body)


def _person(name, place, title, role):
    person = accounts.add_person(name, by=None)
    accounts.give_post(person, place, title=title, role=role, valid_until=date(2016, 12, 31), by=None)
    return person


def _schedule(people):
    conference = conferences.draft(
        title=REPORTED["title"],
        kind=ConferenceKind.FINAL_REVIEW,
        organiser=unit(REPORTED["organiser"]),
        content_owner=unit(REPORTED["content_owner"]),
        place=INVENTED["place"],
        starts_at=clock.instant(DAY, time.fromisoformat(INVENTED["starts"])),
        ends_at=clock.instant(DAY, time.fromisoformat(INVENTED["ends"])),
        chair=people["chair"],
        co_chairs=[people["co_chair"]],
        secretary=people["secretary"],
        by=people["secretary"],
    )
    districts = select(Unit).filter_by(kind=UnitKind.DISTRICT, parent_id=conference.organiser_id)
    asked = [row.id for row in db.session.scalars(districts) if row.exists_on(DAY)]
    sites.choose(conference, asked, main_unit_id=conference.organiser_id, by=people["secretary"])
    _plan(conference, people)
    return conference


def _plan(conference, people):
    by_unit = {site.name: site for site in site_queries.sites_of(conference.id)}
    named = {person.name: person.id for person in people.values()}
    for row, length in zip(REPORTED["agenda"], INVENTED["minutes"], strict=True):
        presenter = {"presenter_person_id": named.get(row.get("by_person"))}
        if "by_unit" in row:
            presenter = {"presenter_text": row["by_unit"]}
        site = by_unit.get(row["site"]) if "site" in row else None
        agenda.add(
            conference,
            kind=ItemKind(row["kind"]),
            title=row["title"],
            planned_minutes=length,
            site_id=site.id if site else None,
            by=people["secretary"],
            **presenter,
        )


def _invite(conference, people):
    for kind, last_number in INVENTED["last_numbers"].items():
        registry.continue_series(
            conference.organiser, year=DAY.year, kind=PaperKind(kind), last_number=last_number, by=people["secretary"]
        )
    signer = INVENTED["signer"]
    signature = signed_as(signer["name"], signer["authority"])
    agenda.release(conference, signature=signature, by=people["secretary"])
    told = INVENTED["contact"]
    contact = {"contact_name": told["name"], "contact_phone": told["phone"], "contact_email": told["email"]}
    letters.release(conference, signer=signer["name"], contact=contact, by=people["secretary"])
    desk.invite(conference, by=people["secretary"])


def _confirm(conference, people):
    """Vũ Quang answers on its page, the others by telephone: who presided there is not reported, so nobody is named."""
    asked = [site for site in site_queries.sites_of(conference.id) if site.kind is not SiteKind.MAIN]
    for number, site in enumerate(asked):
        with clock.at(clock.now() + timedelta(minutes=17 * number)):
            answer = {"reply": Reply.YES, "expected_count": 14 + number * 5 % 13}
            if site.name == DISTRICT:
                chair, clerk = people["site_chair"], people["district_clerk"]
                answering.see(site, by=clerk)
                answering.answer(
                    site, **answer, chair_id=chair.id, chair_name=chair.name, chair_title=chair.position, by=clerk
                )
            else:
                office = f"Văn phòng HĐND và {site.name}"
                answering.record_by_telephone(site, given_by=office, by=people["secretary"], **answer)


def _conclude(conference, people):
    with at("2015-12-10T09:00"):
        notice = rulings.conclusions.start_notice(conference, by=people["secretary"])
        signer = INVENTED["signer"]
        report = REPORTED["report"]
        texts = {
            "assessment": f"Theo báo cáo, năm 2015: {'; '.join(report['figures'])}.",
            "shortcomings": f"Còn những khó khăn, hạn chế: {'; '.join(report['difficulties'])}.",
            "authority": signer["authority"],
            "signer_name": signer["name"],
        }
        rulings.conclusions.revise(notice, version=notice.version, by=people["secretary"], **texts)
        rulings.submit_notice(notice, by=people["secretary"])
    with at(INVENTED["released_notice"]):
        rulings.approve_notice(notice, by=people["chair"])
        rulings.release_notice(notice, by=people["secretary"])


def _carry_out(conference, people):
    """Vũ Quang takes the province's directives on and passes its own down to its offices."""
    district, chair = unit(DISTRICT), people["site_chair"]
    clerk = people["district_clerk"]
    with at(INVENTED["handed_down"]):
        for directive in _given_to(conference, conference.content_owner):
            directives.take_on(directive, by=people["department_clerk"])
        owed = _given_to(conference, district)
        for directive in owed:
            directives.take_on(directive, by=clerk)
        basis = min(owed, key=lambda directive: directive.due_on)
        child, *_rest = issuing.pass_down(basis, tasks=_tasks(), giver=chair, by=clerk)
    with at(INVENTED["last_report"]):
        directives.take_on(child, by=clerk)
        directives.report(child, text="Đã trình dự thảo kế hoạch, đang lấy ý kiến các phòng.", progress=60, by=clerk)


def _given_to(conference, unit):
    query = select(Directive).filter_by(conference_id=conference.id, lead_unit_id=unit.id)
    return db.session.scalars(query.order_by(Directive.id)).all()


def _tasks():
    orders = zip(REPORTED["site_directives"], INVENTED["site_assignments"], strict=True)
    return [
        {
            "text": row["text"],
            "lead_unit": unit(row.get("lead") or order["lead"]),
            "due_on": order["due"],
            "expected_result": order["result"],
        }
        for row, order in orders
        if "due" in order
    ]


def close(conference) -> None:
    """Bring what the conference gave to its end, so that no register of today counts it as late for ten years."""
    people = {row.name: row for row in db.session.scalars(select(Person))}
    giver = people[INVENTED["secretary"]["name"]]
    given = (
        select(Directive).filter_by(conference_id=conference.id).order_by(Directive.parent_id.is_(None), Directive.id)
    )
    for number, directive in enumerate(db.session.scalars(given)):
        handed_in = (directive.due_on or date(2016, 12, 20)) - timedelta(days=3 if number % 4 else -6)
        with clock.at(datetime.combine(handed_in, time(9), clock.ZONE)):
            if directive.state is DirectiveState.ASSIGNED:
                directives.take_on(directive, by=giver)
            directives.submit(directive, text="Đã hoàn thành, gửi kèm báo cáo.", by=giver)
            directives.accept(directive, text="Đồng ý.", by=giver)
