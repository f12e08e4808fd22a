"""What messages about a conference say to one of those who have it in their calendars, in words of the papers."""

from meetings.conferences import times
from meetings.invitations.models import TELEPHONE, InvitePart
from meetings.notices.actions import Recipient

REASONS = {
    InvitePart.CHAIR: "Anh/chị chủ trì hoặc đồng chủ trì hội nghị.",
    InvitePart.SECRETARY: "Anh/chị là thư ký của hội nghị.",
    InvitePart.GUEST: "Anh/chị được mời dự hội nghị.",
}


FORMER_REASONS = {
    InvitePart.CHAIR: "Trước đó anh/chị chủ trì hoặc đồng chủ trì hội nghị.",
    InvitePart.SECRETARY: "Trước đó anh/chị là thư ký của hội nghị.",
    InvitePart.GUEST: "Trước đó anh/chị được mời dự hội nghị.",
}


def facts(conference) -> dict:
    """What every message about a conference says; `path` is the address below the public one."""
    return {
        "conference": conference.named,
        "when": times.stands(conference),
        "place": conference.place,
        "organiser": conference.organiser.name,
        "chair": conference.chair.name if conference.chair else "",
        "chair_title": conference.chair.title if conference.chair else "",
        "path": f"/conferences/{conference.id}",
    }


def own_facts(invite, link_id) -> dict:
    """What it says to this one beside that: his site and the page on which it answers; a guest has no page."""
    if invite.site_id is not None:
        own = {"site": invite.site_name, "path": f"/sites/{invite.site_id}"}
        return own | ({"link_id": link_id} if link_id else {})
    return {"path": ""} if invite.part is InvitePart.GUEST else {}


def reason(invite) -> str:
    """Why this one is told."""
    return REASONS.get(invite.part) or f"Anh/chị là đầu mối của điểm cầu {invite.site_name}."


def former_reason(invite) -> str:
    """Why this one is told that the entry is gone: the part he has, or the one that he had."""
    return reason(invite) if _has_part(invite) else FORMER_REASONS.get(invite.part) or reason(invite)


def chair_now(invite) -> str:
    """Who presides now, for one who did before; empty for everybody else, and where nobody does."""
    chair = invite.conference.chair if invite.part is InvitePart.CHAIR and not _has_part(invite) else None
    return ", ".join(filter(None, (chair.name, chair.title))) if chair else ""


def _has_part(invite):
    """Whether he still is what he is asked as; the entry alone may be taken from him."""
    conference = invite.conference
    if invite.part is InvitePart.CHAIR:
        presiding = ((row.person_id, row.name) for row in conference.chairs)
        return any(number == invite.person_id if number else name == invite.name for number, name in presiding)
    return invite.part is InvitePart.SECRETARY and conference.secretary_id == invite.person_id


def recipient(invite):
    """Whom to tell, as `notices.tell` wants it: the person, so that he finds it in his own list too, at the address
    whose calendar has the entry, be it his former one; a site's contact with his telephone.
    """
    site, person, number = invite.site, invite.person, invite.key.removeprefix(TELEPHONE)
    if number != invite.key:
        return invite.name, "", number
    if person:
        now = Recipient.of(person)
        moved = invite.address and invite.address.lower() != now.address.lower()
        return now._replace(address=invite.address) if moved else person
    phone = site.contact_phone if site and site.contact_name == invite.name else ""
    return invite.name, invite.address, phone
