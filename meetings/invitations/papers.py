"""The facts of the letter of invitation (giấy mời, Decree 30/2020, form 1.7) and of the entry in a calendar."""

from meetings.agenda.timetable import timetable
from meetings.base import clock
from meetings.base.vietnamese import WEEKDAYS, clock_in_words, day_in_words, moment_in_words
from meetings.conferences.models import ConferenceState, named
from meetings.gateways import ical, paper_facts
from meetings.gateways.paper_parts import Signature, listed
from meetings.invitations.invitees import ALL
from meetings.registry import papers as registry
from meetings.registry.models import PaperKind

TEMPLATE = "giay_moi"
FEW = 20
ALARMS = (24 * 60, 30)
STATUS = {
    ConferenceState.DRAFT: "TENTATIVE",
    ConferenceState.POSTPONED: "TENTATIVE",
    ConferenceState.CANCELLED: ical.CANCELLED,
}


def facts(letter, site_names, stamp=None, *, former=None) -> dict:
    """What the letter says, as JSON knows it. `site_names` are the sites beside the main one; `stamp` once released;
    `former` is the paper that this one takes the place of, named by number and date.
    """
    conference = letter.conference
    organiser = conference.organiser
    return paper_facts.Invitation(
        head=registry.head(organiser, PaperKind.INVITATION, stamp),
        subject=letter.subject,
        inviter=organiser.name,
        invitees=listed(letter.attendees) or [ALL],
        meeting=letter.content or conference.named,
        chairs=[", ".join(part for part in (chair.name, chair.title) if part) for chair in conference.chairs],
        time=time_in_words(conference),
        place=conference.place,
        sites=sites_in_words(site_names),
        notes=notes(letter),
        contact=contact(letter),
        signature=Signature(letter.signer_name, letter.authority.splitlines()),
        recipients=listed(letter.recipients),
        listed_sites=list(site_names) if len(site_names) > FEW else [],
        replaces=f"Giấy mời số {former.symbol} {day_in_words(former.issued_on)}" if former else "",
    ).plain()


def still_true(letter, site_names) -> bool:
    """Whether the letter as it was given out still says what it would say now: text, time, place, chairs and sites. A
    title without a noun, where nothing was written in its place, may stand there without the "Hội nghị" of today."""
    frozen = letter.paper.facts
    if not letter.content:
        frozen = frozen | {"meeting": named(frozen["meeting"])}
    return registry.still_says(frozen, facts(letter, site_names), but=("head", "replaces"))


def time_in_words(conference) -> str:
    """08 giờ 00, Thứ Hai, ngày 07 tháng 12 năm 2015; of several days "từ" the one moment "đến" the other."""
    starts = _with_weekday(clock.local(conference.starts_at))
    if not conference.several_days:
        return starts
    return f"từ {starts} đến {_with_weekday(clock.local(conference.ends_at))}"


def _with_weekday(moment):
    return f"{clock_in_words(moment)}, {WEEKDAYS[moment.weekday()]}, {day_in_words(moment.date())}"


def sites_in_words(names) -> str:
    """The other sites: by name while they are few, else how many."""
    if len(names) > FEW:
        return f"{len(names)} điểm cầu theo danh sách gửi kèm"
    return "; ".join(names)


def notes(letter) -> list[str]:
    """The points to note: the requirements, a line each, and until when the sites answer."""
    found = [line.strip() for line in letter.requirements.splitlines() if line.strip()]
    if letter.answer_by:
        moment = moment_in_words(clock.local(letter.answer_by))
        found.append(f"Đề nghị các điểm cầu xác nhận tham dự trước {moment}")
    return found


def contact(letter) -> str:
    """Name, telephone and address of the contact point, on one line."""
    phone = f"điện thoại {letter.contact_phone}" if letter.contact_phone else ""
    return ", ".join(part for part in (letter.contact_name, phone, letter.contact_email) if part)


def programme(conference, items) -> list[str]:
    """The agenda as lines: "08:00 Khai mạc (Nguyễn Văn An)", in a conference of several days "08:00 07/12 Khai mạc"."""
    hour = "%H:%M %d/%m" if conference.several_days else "%H:%M"
    plan = timetable(items, conference.starts_at, conference.ends_at)
    return [
        f"{clock.local(slot.starts_at):{hour}} {slot.item.title}"
        + (f" ({slot.item.presenter})" if slot.item.presenter else "")
        for slot in plan.linked
    ]


def entry(
    conference,
    items,
    *,
    public_url,
    page=None,
    has_room=True,
    to=None,
    sender=None,
    sequence=None,
    only_his=False,
    changed_at=None,
) -> ical.Entry:
    """The conference in a calendar: the same uid for ever, its own sequence, an alarm a day and half an hour before.

    `to` and `sender` are the one attendee and the organiser of a mail, `sequence` his own; a file or a feed names
    nobody. `only_his`: the conference stands, and the entry is taken from this one alone. Without `has_room` it leads
    to the conference's page and promises no video room. `page` is the page of who has no account (below the public
    address; "" for none that opens for him). `changed_at`: when what it says last changed (`queries.last_changes`).
    """
    page = f"/conferences/{conference.id}" if page is None else page
    address = f"{public_url.rstrip('/')}{page}" if page else ""
    return ical.Entry(
        uid=conference.uid,
        sequence=conference.sequence if sequence is None else sequence,
        stamp=clock.now(),
        starts_at=conference.starts_at,
        ends_at=conference.ends_at,
        title=_title(conference),
        description=_description(conference, items, address, has_room),
        place=conference.place,
        url=f"{address}/room" if address and has_room else address,
        organiser=sender,
        attendees=(to,) if to else (),
        status="" if only_his else STATUS.get(conference.state, "CONFIRMED"),
        alarms=() if only_his or conference.state in STATUS else ALARMS,
        changed_at=changed_at or conference.created_at,
    )


def _title(conference):
    marks = {ConferenceState.CANCELLED: "[Đã hủy] ", ConferenceState.POSTPONED: "[Hoãn] "}
    return marks.get(conference.state, "") + conference.title


def _description(conference, items, address, has_room):
    chairs = ", ".join(chair.name for chair in conference.chairs)
    lines = [f"Đơn vị tổ chức: {conference.organiser.name}"]
    lines += [f"Chủ trì: {chairs}"] if chairs else []
    lines += [f"Lý do: {conference.why}"] if conference.state in STATUS and conference.reason else []
    agenda = programme(conference, items)
    lines += ["", "Chương trình:", *agenda] if agenda else []
    if address:
        lines += ["", f"Tài liệu, chương trình: {address}"]
        lines += [f"Vào phòng họp: {address}/room"] if has_room else []
    return "\n".join(lines)
