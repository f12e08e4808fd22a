"""The outbox: what went to whom, when and why, how often it was tried, and why it did not arrive."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import String, cast, literal, select

from meetings.accounts import queries as accounts
from meetings.accounts import rules as people
from meetings.accounts.models import Role
from meetings.base import segments
from meetings.base.db import db, transaction
from meetings.base.errors import Unreachable
from meetings.conferences.models import Conference
from meetings.desk import enclosures, letters, mailing, outdated, why_not
from meetings.desk.doors import bp
from meetings.desk.notice_names import NAMES, kind_name
from meetings.gateways import mail, sinks, storage, text_settings, texting
from meetings.invitations import mailings
from meetings.invitations.queries import INVITATION
from meetings.notices import actions, leaving, queries
from meetings.notices.models import Channel, NoticeState
from meetings.sites import queries as site_queries
from meetings.sites import rules as sites
from meetings.sites import sight
from meetings.web import asking, english, texts
from meetings.web.access import allow, me
from meetings.web.paging import page
from meetings.web.retold import Retold

LEAVING = {channel.value: channel for channel in (Channel.MAIL, Channel.TEXT)}

# What could still be sent, or sent again.
UNSENT = (NoticeState.FAILED, NoticeState.QUEUED, NoticeState.KEPT)

# What is kept of a message that did not leave, in the language of whoever tried.
CAUSES = Retold(
    *(actions.NO_ADDRESS, actions.NO_GATEWAY, actions.CAME_BACK),
    *(leaving.CUT_OFF, leaving.OVERTAKEN, leaving.OVER, leaving.TAKEN_AWAY),
    *(mailing.NO_GATEWAY, mailing.BROKEN_TEXT, enclosures.NOT_DRAWN, enclosures.GONE, storage.MISSING, texts.NO_TEXT),
    *(mail.NO_ADDRESS, mail.BROKEN_HEADER, sinks.REFUSED, sinks.LATER, sinks.NO_CONNECTION, sinks.NO_FOLDER),
    *(texting.NO_NUMBER, texting.NO_CONNECTION, texting.TOO_SLOW, texting.IN_TROUBLE, texting.CLOSED),
    *(texting.REFUSED, text_settings.STRANGE, text_settings.NOT_SET_UP),
)


def can_read_outbox(user, *_):
    """The secretariats, each within the conferences it manages, and the administrator."""
    return user.is_authenticated and (user.is_admin or bool(user.posts_as(Role.SECRETARIAT)))


def can_read_notice(user, notice):
    """The administrator; a secretariat what was told within a conference it manages."""
    if not can_read_outbox(user):
        return False
    return user.is_admin or bool(db.session.scalar(_managed(user).where(_name() == notice.within)))


@bp.get("/notices")
@allow(can_read_outbox)
def outbox():
    asked = _asked(asking.asked())
    within = None if me().is_admin else _managed(me())
    is_live, old = "live" in request.args, outdated.is_outdated()
    found = page(queries.outbox(**asked, within=within, without=old if is_live else None))
    return render_template(
        "desk/outbox.html",
        notices=found,
        counts=queries.counts(within, **asked | {"state": None}, without=old if is_live else None),
        failed=queries.failed(old, within, **asked),
        is_live=is_live,
        is_narrowed=is_live or any(asked.values()),
        outdated=outdated.outdated(one.id for one in found.items if one.state in UNSENT),
        kinds=queries.kinds(within),
        conference=_conference(asked["of"]),
        asked=asked,
        states=list(NoticeState),
        channels=list(Channel),
        kind_name=kind_name,
        why=why_not.sentence,
        cause=CAUSES.said,
        told_because=english.reason_for_reader,
        over=why_not.OUTDATED,
    )


@bp.get("/notices/<int:notice_id>")
@allow(can_read_notice, find=queries.notice)
def notice(found):
    wished = accounts.language_of(found.person_id)
    return render_template(
        "desk/notice.html",
        notice=found,
        text=_text(found, wished),
        text_language=wished if texts.is_in(wished, found.kind) else "vi",
        kind_name=kind_name,
        why=why_not.sentence(found),
        cause=CAUSES.said(found.last_error),
        told_because=english.reason_for_reader(found.reason),
        outdated=why_not.OUTDATED if found.state in UNSENT and outdated.outdated([found.id]) else "",
        ways=why_not.ways(found),
        site=_site(found),
        person=_person(found),
        twin=queries.twin(found),
        length=segments.size(found.text) if found.is_short and found.text else None,
    )


@bp.post("/notices/<int:notice_id>/try-again")
@allow(can_read_notice, find=queries.notice)
def try_again(found):
    if _reached_nobody(found):
        # It holds no link of its own, as there was nobody to give it to.
        with transaction():
            mailings.send_to(_site(found), by=me())
        flash(_("The invitation to %(site)s is on its way.", site=_site(found).name))
        return redirect(url_for("desk.notice", notice_id=found.id))
    person = accounts.person(found.person_id) if found.person_id else None
    known = {"address": person.email or "", "phone": person.phone} if person else _of_site(found)
    with transaction():
        actions.try_again(found, **known, channel=LEAVING.get(request.form.get("channel", "")), by=me())
    flash(_("The message is queued again."))
    return redirect(url_for("desk.notice", notice_id=found.id))


@bp.post("/notices/<int:notice_id>/send-now")
@allow(can_read_notice, find=queries.notice)
def send_now(found):
    with transaction():
        actions.hurry(found, by=me())
    flash(_("The message leaves now."))
    return redirect(url_for("desk.notice", notice_id=found.id))


def _reached_nobody(found):
    """Whether it is an invitation that had nowhere to go, to a site at which somebody can be reached by now."""
    is_lost = found.kind == INVITATION and found.state is NoticeState.FAILED
    is_lost = is_lost and not (found.to_address or found.to_phone or found.person_id)
    return is_lost and _site(found) is not None and letters.wants_invitation(_site(found))


def _person(found):
    """The one who was told, where the reader may see his addresses."""
    person = accounts.person(found.person_id) if found.person_id else None
    return person if person and people.can_see_person(me(), person) else None


def _site(found):
    """The site it is about, where the reader may correct its contact."""
    site = site_queries.site(why_not.site_of(found)) if why_not.site_of(found) else None
    return site if site and sites.can_manage_site(me(), site) else None


def _of_site(found):
    """Address and telephone of the site's contact as they are now, where the message was for him."""
    site = _site(found)
    if site is None:
        return {}
    if site.contact_name == found.to_name or not (found.to_address or found.to_phone):
        # What could never leave, as nobody was known, goes to whom the site names today.
        return {"address": site.contact_email, "phone": site.contact_phone}
    return {}


def _asked(typed):
    """The filters of the address; unknown ones count as none."""
    number = typed.number("conference")
    return {
        "words": typed.words(),
        "state": typed.one_of("state", NoticeState),
        "kind": typed.one_of("kind", NAMES, ""),
        "channel": typed.one_of("channel", Channel),
        "of": "" if number is None else f"conference:{number}",
    }


def _conference(name):
    """The conference of that name, where the reader may see it."""
    found = db.session.get(Conference, int(name.partition(":")[2])) if name else None
    return found if found and sites.can_see(me(), found) else None


def _text(found, language):
    """What left; of one that waits what would leave now; nothing of one that holds a one-time link."""
    if found.is_private:
        return ""
    if found.text:
        return found.text
    said, facts = {"to_name": found.to_name, "language": language}, mailing.shown_facts(found)
    try:
        if found.is_short:
            return texts.short(found.kind, facts, **said)
        return texts.written(found.kind, facts, reason=found.reason, **said).text
    except Unreachable as no:
        return str(no.message)


def _managed(user):
    """The names of the conferences that the person manages, as `Notice.within` holds them."""
    return select(_name()).where(sight.managed_by(user))


def _name():
    return literal("conference:") + cast(Conference.id, String)
