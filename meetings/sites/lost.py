"""Addresses of sites from which mail came back: a contact's, and those of the links that are open. Whom nothing
reaches is an exception, whatever his site has answered."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, func, literal, or_, select, union_all

from meetings.base.db import db
from meetings.notices.models import LostAddress
from meetings.sites.models import Site, SiteLink

CONTACTS = LostAddress.address == func.lower(Site.contact_email)
BEARERS = (SiteLink.site_id == Site.id) & SiteLink.ended_at.is_(None)
IS_HIS = LostAddress.address == func.lower(SiteLink.to_address)
IS_LOST = or_(exists().where(CONTACTS), exists().where(BEARERS, IS_HIS))
# One such address of a site, as a column of a statement that reads sites.
ADDRESS = func.coalesce(
    select(func.min(LostAddress.address)).where(CONTACTS).scalar_subquery(),
    select(func.min(LostAddress.address)).where(BEARERS, IS_HIS).scalar_subquery(),
)


class Lost(NamedTuple):
    """One such address: whose it is, what the servers said and when; `link_id` where it is not the contact's."""

    name: str
    address: str
    reason: str = ""
    at: datetime | None = None
    link_id: int | None = None


def of_sites(site_ids) -> dict[int, list[Lost]]:
    """By site: its lost addresses, the contact's first (one statement)."""
    said = LostAddress.address, LostAddress.reason, LostAddress.at
    contacts = select(Site.id, Site.contact_name, *said, literal(0).label("link_id"))
    bearers = select(SiteLink.site_id, SiteLink.to_name, *said, SiteLink.id)
    rows = union_all(
        contacts.join(LostAddress, CONTACTS).where(Site.id.in_(site_ids)),
        bearers.join(LostAddress, IS_HIS).where(SiteLink.site_id.in_(site_ids), SiteLink.ended_at.is_(None)),
    )
    found = {}
    contacts_first = sorted(db.session.execute(rows), key=lambda row: (row[0], row[5]))
    for number, name, address, reason, at, link_id in contacts_first:
        of_site = found.setdefault(number, {})
        of_site.setdefault(address, Lost(name, address, reason, at, link_id or None))
    return {number: list(of_site.values()) for number, of_site in found.items()}
