"""Keeping templates, and making conferences of them."""

from datetime import date, time, timedelta

from sqlalchemy import delete, select

from meetings.accounts.models import Person
from meetings.agenda import actions as agenda
from meetings.agenda import queries as agenda_queries
from meetings.agenda.models import ItemKind
from meetings.base import clock
from meetings.base.db import STALE, db
from meetings.base.errors import Faults, NotValid, Stale
from meetings.base.language import _l
from meetings.base.loading import by_join
from meetings.base.vietnamese import alike
from meetings.conferences import actions as conferences
from meetings.conferences import planning
from meetings.conferences.models import ChairPart
from meetings.journal import actions as journal
from meetings.series import reading, titles
from meetings.series.content import Content, Point, Seat
from meetings.series.models import Origin, Template, TemplateEdition, TemplateGroup
from meetings.sites import actions as sites
from meetings.sites import queries as site_queries
from meetings.sites.models import SiteGroupUnit, SiteKind
from meetings.units.models import Unit

LONGEST_MINUTES = int(planning.LONGEST.total_seconds() // 60)


def create(*, name, owner, content: Content, by) -> Template:
    """A new template in the keeping of `owner`. Refused (`NotValid`) for a name that the owner uses already, a title
    with an unknown blank, and a length that no conference may have."""
    template = Template(name=_free(name, owner), owner=owner, facts=_checked(content).facts)
    db.session.add(template)
    db.session.flush()
    _keep_edition(template, content, by)
    journal.record(by, "made_template", template)
    return template


def revise(template, *, name, content: Content, version, by) -> Template:
    """Change what a template says: the next edition. Conferences that were made of it stay as they are.

    Refused like `create`, and with `Stale` (both texts line by line) when somebody else changed it since `version`.
    """
    if str(version) != str(template.version):
        mine, theirs = reading.lines(name, content), reading.lines(template.name, template.content)
        raise Stale(STALE, mine=mine, theirs=theirs, row=template)
    if (name, content) == (template.name, template.content):
        return template
    template.name, template.facts = _free(name, template.owner, but=template.id), _checked(content).facts
    template.edition += 1
    db.session.flush()
    _keep_edition(template, content, by)
    journal.record(by, "revised_template", template, edition=template.edition)
    return template


def retire(template, *, version, by) -> None:
    """Take it off the lists of choices. Series that use it go on."""
    template.expect(version)
    template.retired_at = template.retired_at or clock.now()
    journal.record(by, "retired_template", template)


def bring_back(template, *, version, by) -> None:
    """Let a retired template be chosen again. Raises `Stale` where it changed since `version`."""
    template.expect(version)
    template.retired_at = None
    journal.record(by, "brought_back_template", template)


def content_of(conference) -> Content:
    """What a template says that takes this conference as its model. Secret items and local sessions are left out."""
    day = clock.local(conference.starts_at).date()
    seats = {row: Seat(row.name, row.title, row.person_id) for row in conference.chairs}
    items = [
        row for row in agenda_queries.items_of(conference.id) if not row.is_secret and row.kind is not ItemKind.LOCAL
    ]
    return Content(
        title=titles.pattern_of(conference.title, day),
        kind=conference.kind,
        starts=clock.local(conference.starts_at).strftime("%H:%M"),
        minutes=conference.minutes_planned,
        place=conference.place,
        content_owner_id=conference.content_owner_id,
        secretary_id=conference.secretary_id,
        chair=next((seat for row, seat in seats.items() if row.part is ChairPart.CHAIR), None),
        co_chairs=tuple(seat for row, seat in seats.items() if row.part is not ChairPart.CHAIR),
        agenda=tuple(_point(row) for row in items),
        **sites_of(conference),
    )


def sites_of(conference) -> dict:
    """The sites of a conference, as a template names them."""
    rows = site_queries.sites_of(conference.id)
    by_kind = {kind: tuple(site.unit_id for site in rows if site.kind is kind) for kind in SiteKind}
    main = next(iter(by_kind[SiteKind.MAIN]), None)
    return {
        "main_unit_id": None if main == conference.organiser_id else main,
        "unit_ids": by_kind[SiteKind.MEMBER],
        "relay_ids": by_kind[SiteKind.RELAY],
    }


def use(template, *, organiser, day: date, by):
    """A new draft of `organiser` on `day`, with all that the template says. Refused as `conferences.draft`, and for a
    template that has been retired."""
    if template.retired_at:
        raise NotValid(_l("This template is no longer in use. Choose another one."), field="template")
    return make(template, organiser=organiser, day=day, by=by)


def make(template, *, organiser, day: date, starts="", minutes=None, title="", by):
    """A new draft like `use`; hours and title may be others than the template's.

    Units and people that do not exist any more are left out.
    """
    facts = _facts(template.content, day, starts=starts, minutes=minutes, title=title)
    conference = conferences.draft(organiser=organiser, by=by, **facts)
    db.session.add(Origin(conference_id=conference.id, template_id=template.id, edition=template.edition))
    furnish(conference, template.content, by=by)
    journal.record(by, "used_template", conference, within=conference, template=template.name, edition=template.edition)
    return conference


def renew(conference, template, *, day: date, starts, minutes, title="", by) -> None:
    """Let a draft that nobody has worked on say what the template says now, at this time."""
    facts = _facts(template.content, day, starts=starts, minutes=minutes, title=title)
    conferences.revise(conference, version=conference.version, by=by, **facts)
    furnish(conference, template.content, by=by)
    origin = db.session.get(Origin, conference.id)
    if origin is None:
        origin = Origin(conference_id=conference.id)
        db.session.add(origin)
    origin.template_id, origin.edition = template.id, template.edition
    db.session.flush()


def furnish(conference, content: Content, *, by) -> None:
    """Give a draft the sites and the agenda of a template."""
    day = clock.local(conference.starts_at).date()
    main_id = content.main_unit_id or conference.organiser_id
    wanted = _existing({main_id, *content.unit_ids, *content.relay_ids, *_of_groups(content.group_ids)}, day)
    sites.choose(
        conference,
        wanted,
        main_unit_id=main_id if main_id in wanted else None,
        relay_ids=set(content.relay_ids) & wanted - {main_id},
        by=by,
    )
    agenda.lay_out(conference, [_row(point) for point in content.agenda], by=by)


def _facts(content, day, *, starts, minutes, title):
    starts_at = clock.instant(day, time.fromisoformat(starts or content.starts))
    owner = db.session.get(Unit, content.content_owner_id) if content.content_owner_id else None
    seats = [seat for seat in (content.chair, *content.co_chairs) if seat]
    ids = {content.secretary_id, *(seat.person_id for seat in seats)} - {None}
    query = select(Person).where(Person.id.in_(ids), Person.is_closed.is_(False)).options(by_join(Person.posts))
    people = {person.id: person for person in db.session.scalars(query).unique()} if ids else {}
    return {
        "title": title or titles.filled(content.title, day),
        "kind": content.kind,
        "content_owner": owner if owner and owner.exists_on(day) else None,
        "place": content.place,
        "secretary": people.get(content.secretary_id),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes or content.minutes),
        "chair": _presider(content.chair, people),
        "co_chairs": [one for one in (_presider(seat, people) for seat in _others(content)) if one],
    }


def _others(content):
    """The co-chairs, without who presides anyway or was named before."""
    taken = {content.chair.person_id} if content.chair else set()
    for seat in content.co_chairs:
        if not seat.person_id or seat.person_id not in taken:
            taken.add(seat.person_id)
            yield seat


def _presider(seat, people):
    """Who left the directory does not preside by himself: the draft then lacks a chair, and says so."""
    if seat is None or (seat.person_id and seat.person_id not in people):
        return None
    return planning.Presider(people.get(seat.person_id), seat.name, seat.title)


def _row(point):
    presenter = {"presenter_person_id": point.person_id} if point.person_id else {"presenter_unit_id": point.unit_id}
    named = point.person_id or point.unit_id
    return {
        "kind": point.kind,
        "title": point.title,
        "planned_minutes": point.minutes,
        **(presenter if named else {"presenter_text": point.presenter}),
    }


def _point(item):
    return Point(
        title=item.title,
        minutes=item.planned_minutes,
        kind=item.kind,
        presenter=item.presenter,
        person_id=item.presenter_person_id,
        unit_id=item.presenter_unit_id,
    )


def _of_groups(ids):
    return db.session.scalars(select(SiteGroupUnit.unit_id).where(SiteGroupUnit.group_id.in_(ids))) if ids else ()


def _existing(ids, day):
    query = select(Unit).where(Unit.id.in_(ids))
    return {unit.id for unit in db.session.scalars(query) if unit.exists_on(day)}


def _keep_edition(template, content, by):
    db.session.execute(delete(TemplateGroup).where(TemplateGroup.template_id == template.id))
    db.session.add_all(TemplateGroup(template_id=template.id, group_id=number) for number in content.group_ids)
    db.session.add(
        TemplateEdition(
            template_id=template.id,
            number=template.edition,
            facts=content.facts,
            lines=reading.lines(template.name, content),
            at=clock.now(),
            by_name=by.name if by else "",
        )
    )
    db.session.flush()


def _free(name, owner, but=None):
    name = name.strip()
    if not name:
        raise NotValid(_l("Give the template a name."), field="name")
    others = Template.owner_id == owner.id, Template.retired_at.is_(None), Template.id != (but or 0)
    if alike(name) in map(alike, db.session.scalars(select(Template.name).where(*others))):
        raise NotValid(_l("A template with this name already exists. Choose another name."), field="name")
    return name


def _checked(content):
    faults = Faults()
    if not content.title.strip():
        faults.found.append(NotValid(_l("Give the conference a title."), field="title"))
    faults.of(titles.filled, content.title, clock.today())
    if not 0 < content.minutes <= LONGEST_MINUTES:
        faults.found.append(NotValid(_l("The end must come after the start."), field="ends"))
    faults.tell()
    return content
