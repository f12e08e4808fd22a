"""The papers of a conference for who holds a site's link, without an account: a list, and the files."""

from flask import redirect, render_template, url_for

from meetings.base.language import _l
from meetings.documents import queries, rules
from meetings.documents.doors import bp, sent
from meetings.sites import entry, links
from meetings.sites import rules as sites
from meetings.web.access import allow
from meetings.web.headers import private_address
from meetings.web.paging import page

NOT_FOR_SITES = _l("This paper is not, or no longer, there for the sites. Please ring the secretariat.")
HIDDEN = (entry.Stand.ENDED, entry.Stand.CANCELLED)


def opened(typed: str, document_id: int) -> entry.Opened:
    """The link and a paper on the shelf of its own conference. Raises `NoSuchLink` for every other, and for none; also
    for one that the link does not open, since nobody who comes with a link is to be sent to where one signs in."""
    link, document = entry.opened(typed), queries.document(document_id)
    if document is None or document.conference_id != link.site.conference_id:
        raise entry.NoSuchLink(entry.UNKNOWN)
    found = entry.Opened(link, document)
    if not rules.can_read_by_link(None, found):
        raise entry.NoSuchLink(NOT_FOR_SITES)
    return found


@bp.get("/x/<token>/documents")
@allow(sites.holds_link, find=entry.opened)
def linked(link):
    if entry.stand(link) in HIDDEN:
        return redirect(url_for("sites.linked", token=entry.token_of(link)))
    shelf, closed = page(queries.for_sites(link.site.conference_id)), queries.is_closed(link.site.conference_id)
    return private_address(render_template("documents/link.html", shelf=shelf, closed=closed, **entry.about(link)))


@bp.get("/x/<token>/documents/<int:document_id>")
@allow(rules.can_read_by_link, find=opened)
def linked_file(found):
    return private_address(sent(found.thing, by=links.Bearer(found.link)))


def number(link) -> int:
    """How many papers the link opens now (one statement)."""
    return 0 if entry.stand(link) in HIDDEN else queries.number_for_sites(link.site.conference_id)


@bp.app_context_processor
def offer():
    """Let the pages below a site's link lead to the papers."""
    return {"linked_documents": number}
