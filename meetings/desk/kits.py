"""The kit of a site: one PDF for a bad day, to be printed the day before.

Agenda, whom to ring, the ways in when the room fails, and the sign-in sheet with codes that are typed back afterwards.
"""

from dataclasses import replace

from flask import current_app, redirect, url_for

from meetings.agenda import papers as programmes
from meetings.agenda import queries as agenda
from meetings.attendance import queries as attendance
from meetings.base import clock, telephone
from meetings.base.db import db, transaction
from meetings.base.vietnamese import span_in_words
from meetings.desk.doors import bp
from meetings.gateways import pdf, qr
from meetings.gateways.site_papers import Contact, SignLine, SiteKit
from meetings.invitations import queries as invitations
from meetings.journal import actions as journal
from meetings.registry import papers as registry
from meetings.rehearsals import queries as rehearsals
from meetings.sites import entry, links, rules
from meetings.sites import queries as sites
from meetings.web import answers
from meetings.web.access import allow, me
from meetings.web.headers import private_address

# Lines to write on beside those named: at least a few, at most what fills two more pages.
HELP = "Hỗ trợ"
FEWEST_BLANK, MOST_BLANK = 5, 60


@bp.get("/sites/<int:site_id>/kit.pdf")
@allow(rules.can_answer, find=sites.site)
def site_kit(site):
    standing = links.open_links([site.id])
    link = standing[0] if standing and site.conference.state in sites.CALLED else None
    path = url_for("sites.linked", token=entry.token_of(link)) if link else url_for("sites.show", site_id=site.id)
    return _answer(site, path, by=me())


@bp.get("/x/<token>/kit.pdf")
@allow(rules.holds_link, find=entry.opened)
def linked_kit(link):
    path = url_for("sites.linked", token=entry.token_of(link))
    if entry.stand(link) not in entry.SHOWN:
        return redirect(path)
    return private_address(_answer(link.site, path, by=links.Bearer(link)))


def _answer(site, path, *, by):
    """The paper; that it was taken away is noted, for it holds names and telephones."""
    drawn = pdf.paper("ho_so_diem_cau", kit(site, path))
    name = f"ho-so-diem-cau-{clock.local(site.conference.starts_at):%Y-%m-%d}.pdf"
    with transaction():
        taken = sites.site(site.id)
        journal.record(by, "took_kit", taken, within=taken.conference)
    return answers.pdf(drawn, name)


def kit(site, path) -> SiteKit:
    """Everything a site needs on paper; `path` is the page of the site that the QR code opens."""
    conference = site.conference
    address = current_app.config["PUBLIC_URL"].rstrip("/") + path
    code, plan = qr.code(address), agenda.plan(conference)
    return SiteKit(
        head=registry.head(conference.organiser, dated=False),
        site=site.name,
        meeting=conference.named,
        time=span_in_words(clock.local(conference.starts_at), clock.local(conference.ends_at)),
        place=conference.place,
        chair=", ".join(filter(None, (site.chair_name, site.chair_title))),
        room=_room(site),
        contacts=_contacts(site, conference),
        ways=_ways(conference),
        lines=programmes.lines(conference, [slot for slot in plan.linked + plan.local if _concerns(slot, site)]),
        signing=_signing(site),
        address=address,
        code=code.path,
        code_size=code.size,
        printed=f"{clock.local(clock.now()):%H:%M ngày %d/%m/%Y}",
    )


def _room(site):
    """Where its people sit: in the room of the site to which they go, if they go to one."""
    if site.joined is None:
        return site.room
    return ", ".join(filter(None, (f"dự tại điểm cầu {site.joined.name}", site.joined.room)))


def _concerns(slot, site):
    """The link's items are everybody's; a local session is the site's whose it is, or everybody's."""
    return slot.item.site_id in (None, site.id) or slot.item.kind != "local"


def _contacts(site, conference):
    secretary, trial = conference.secretary, rehearsals.next_of_site(site)
    operator, letter = trial.rehearsal.operator if trial else None, invitations.letter(conference.id)
    rows = [
        (HELP, "Ban thư ký", conference.help_phone(current_app.config["HELP_PHONE"])),
        ("Đầu mối theo giấy mời", letter.contact_name if letter else "", letter.contact_phone if letter else ""),
        ("Thư ký hội nghị", secretary.name if secretary else "", secretary.phone if secretary else ""),
        ("Cơ quan mời họp", conference.organiser.name, conference.organiser.phone),
        ("Đơn vị kỹ thuật", operator.name if operator else "", operator.phone if operator else ""),
        ("Đầu mối điểm cầu", site.contact_name, site.phone),
        ("Cán bộ kỹ thuật điểm cầu", site.technician_name, site.technician_phone),
    ]
    host = site.joined
    rows += [(f"Nơi dự: {host.name}", host.contact_name, host.phone)] if host else []
    return _once([Contact(part, name, phone) for part, name, phone in rows if phone])


def _once(contacts):
    """Nobody stands there twice under one number; the first line keeps it, with all that he is."""
    known = {}
    for one in contacts:
        key = one.name, telephone.normal(one.phone) or one.phone
        before = known.get(key)
        known[key] = replace(before, part=f"{before.part}; {one.part[:1].lower()}{one.part[1:]}") if before else one
    return list(known.values())


def _ways(conference):
    """The fallbacks in their order; only what is set up, for nobody needs a way that leads nowhere."""
    config = current_app.config
    phone = conference.help_phone(config["HELP_PHONE"])
    rows = [
        ("Phòng họp chính", "mở trang của điểm cầu (mã QR ở trên), bấm “Vào phòng họp”" if config["JITSI_URL"] else ""),
        ("Phòng họp dự phòng", config["SPARE_ROOM"]),
        ("Gọi điện vào phòng họp", config["DIAL_IN"]),
        ("Mất mọi kết nối", f"gọi {phone}, tiếp tục theo dõi qua điện thoại" if phone else ""),
    ]
    return [f"{label}: {words}" for label, words in rows if words]


def _signing(site):
    """Who is announced, and room for those who come in their place; the code says whose line it is."""
    named = list(db.session.scalars(attendance.delegates(site.id)))
    wanted = (site.expected_count or 0) - len(named)
    blank = min(MOST_BLANK, max(FEWEST_BLANK, wanted))
    people = [(one.substitute_name or one.name, one.substitute_title or one.title) for one in named]
    rows = [*people, *[("", "")] * blank]
    return [SignLine(f"{site.id}-{number:02d}", name, title) for number, (name, title) in enumerate(rows, start=1)]
