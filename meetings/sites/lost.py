"""Addresses of sites from which mail came back: a contact's, and those of the links that are open. Whom nothing
reaches is an exception, whatever his site has answered."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, case, exists, func, literal, or_, select, union_all

from meetings.base.db import db
from meetings.base.loading import shared_alias
from meetings.notices.models import LostAddress
from meetings.sites.models import SILENT, Ending, Site, SiteLink

CONTACTS = LostAddress.address == func.lower(Site.contact_email)
BEARERS = (SiteLink.site_id == Site.id) & SiteLink.ended_at.is_(None)
IS_HIS = LostAddress.address == func.lower(SiteLink.to_address)
# The bearer of a link said that the site is none of his, and nobody else has one, nor has it answered.
OTHER = shared_alias(SiteLink)
IS_BACK = and_(SiteLink.site_id == Site.id, SiteLink.ending == Ending.SENT_BACK)
NO_OTHER = ~exists().where(OTHER.site_id == Site.id, OTHER.ended_at.is_(None)).correlate(Site)
NOBODY_ELSE = and_(Site.state.in_(SILENT), NO_OTHER)
IS_LOST = or_(exists().where(CONTACTS), exists().where(BEARERS, IS_HIS), and_(NOBODY_ELSE, exists().where(IS_BACK)))
# One such address of a site, as a column of a statement that reads sites.
ADDRESS = func.coalesce(
    select(func.min(LostAddress.address)).where(CONTACTS).scalar_subquery(),
    select(func.min(LostAddress.address)).where(BEARERS, IS_HIS).scalar_subquery(),
)
# Who sent the link of a site back, as another one.
SENT_BACK_BY = (
    select(func.min(case((SiteLink.to_name != "", SiteLink.to_name), else_=SiteLink.to_address)))
    .where(IS_BACK, NOBODY_ELSE)
    .scalar_subquery()
)


class Lost(NamedTuple):
    """One such address: whose it is, what the servers said and when; `link_id` where it is not the contact's.
    `is_back`: nothing came back but the link itself, from somebody who says that the site is none of his."""

    name: str
    address: str
    reason: str = ""
    at: datetime | None = None
    link_id: int | None = None
    is_back: bool = False


def of_sites(site_ids) -> dict[int, list[Lost]]:
    """By site: its lost addresses, the contact's first (one statement)."""
    said = LostAddress.address, LostAddress.reason, LostAddress.at
    no, yes = literal(0), literal(1)
    contacts = select(Site.id, Site.contact_name, *said, no.label("link_id"), no.label("is_back"))
    bearers = select(SiteLink.site_id, SiteLink.to_name, *said, SiteLink.id, no)
    came = SiteLink.to_name, SiteLink.to_address, literal(""), SiteLink.ended_at
    back = select(SiteLink.site_id, *came, SiteLink.id, yes)
    rows = union_all(
        contacts.join(LostAddress, CONTACTS).where(Site.id.in_(site_ids)),
        bearers.join(LostAddress, IS_HIS).where(SiteLink.site_id.in_(site_ids), SiteLink.ended_at.is_(None)),
        back.join(Site, IS_BACK).where(Site.id.in_(site_ids), NOBODY_ELSE),
    )
    found = {}
    contacts_first = sorted(db.session.execute(rows), key=lambda row: (row[0], row[5]))
    for number, name, address, reason, at, link_id, is_back in contacts_first:
        of_site = found.setdefault(number, {})
        of_site.setdefault(address, Lost(name, address, reason, at, link_id or None, bool(is_back)))
    return {number: list(of_site.values()) for number, of_site in found.items()}
