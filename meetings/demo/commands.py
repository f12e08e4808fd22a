"""`flask demo` loads the demo; `flask papers DIR` writes the papers of the conference of 2015."""

import secrets
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from meetings.attendance import workbooks
from meetings.base import clock
from meetings.base.db import db
from meetings.conferences import queries as conferences
from meetings.demo import cast, story, y2015
from meetings.directives import family
from meetings.directives import papers as directives
from meetings.directives.models import Directive
from meetings.gateways import ical, pdf
from meetings.gateways.workbooks import Workbook
from meetings.invitations import papers as invitation_papers
from meetings.invitations import queries as invitations
from meetings.registry.models import Paper, PaperKind

FILES = {
    PaperKind.INVITATION: "giay-moi.pdf",
    PaperKind.PROGRAMME: "chuong-trinh.pdf",
    PaperKind.MINUTES: "bien-ban.pdf",
    PaperKind.NOTICE: "thong-bao-ket-luan.pdf",
}


@click.command("demo")
@with_appcontext
def demo():
    """Load the demo, with a password made for this run, and print one account per role."""
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    with current_app.test_request_context():
        day = story.load(password=password)
    width = max(len(part.user_name) for part in cast.PEOPLE)
    click.echo("Accounts of the demo:")
    for part in cast.PEOPLE:
        click.echo(f"  {part.user_name:<{width}}  {part.role:<14} {part.name}, {part.title}")
    click.echo(f"Password of all, made for this run: {password}")
    if day != clock.today():
        click.echo(f"The year is told around {day:%d/%m/%Y}, when it was first loaded; for one around today begin with")
        click.echo("an empty database (in instance/).")


@click.command("papers")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def papers(folder):
    """Tell the conference of 7 December 2015 and write its papers into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    with current_app.test_request_context():
        conference = conferences.conference(story.tell_2015())
        with y2015.the_last_day():
            for name, content in _written(conference):
                (folder / name).write_bytes(content)
                click.echo(folder / name)


def _written(conference):
    about = select(Paper).filter_by(within=f"conference:{conference.id}").order_by(Paper.id)
    for paper in db.session.scalars(about):
        yield FILES[paper.kind], pdf.paper(paper.template, paper.facts)
    owed = select(Directive).filter_by(conference_id=conference.id).order_by(Directive.id)
    everything = list(db.session.scalars(owed))
    families = family.families(directive.id for directive in everything)
    for name, part in (("so-tttt", y2015.REPORTED["content_owner"]), ("vu-quang", y2015.DISTRICT)):
        unit = y2015.unit(part)
        own = [directive for directive in everything if directive.lead_unit_id == unit.id]
        facts = directives.extract(unit, own, families=families, conference=conference)
        yield f"nhiem-vu-{name}.pdf", pdf.paper("nhiem_vu", facts)
    yield "diem-danh.xlsx", Workbook(conference.title, workbooks.tables(conference)).to_bytes()
    yield "nhiem-vu.xlsx", directives.workbook(everything, families, {conference.id})
    items = invitations.agendas([conference.id])[conference.id]
    entry = invitation_papers.entry(
        conference,
        items,
        public_url=current_app.config["PUBLIC_URL"],
        changed_at=invitations.last_changes([conference.id]).get(conference.id),
    )
    yield "hoi-nghi.ics", ical.calendar([entry])
