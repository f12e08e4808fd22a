"""Why a message has not reached somebody, or left otherwise than by mail at once: a sentence that says what to do."""

from meetings.base import clock
from meetings.base.language import _l
from meetings.base.refs import number_in
from meetings.notices.leaving import MOST_TRIES
from meetings.notices.models import Channel, Hold, NoticeState
from meetings.sites.models import Site
from meetings.web.filters import moment

S = NoticeState
NOWHERE = _l("Neither an e-mail address nor a mobile number is known. Enter one, then send it again; or ring.")
NO_GATEWAY = _l(
    "Only a mobile number is known, and no short messages can be sent here. Enter an e-mail address, or ring."
)
ONE_TIME = _l("It held a link that was good for a short time only. A new one is asked for at the sign-in page.")
GIVEN_UP = _l(
    "Given up after %(tries)s tries. Check the address and whether the server takes messages, then send it again; or "
    "ring."
)
CAME_BACK = _l(
    "It left and came back: the address takes no mail. Ring, correct it where it is kept, and send it again."
)
REFUSED = _l("Refused for good. Correct the address or number, then send it again; or use another way.")
TEXT_REFUSED = _l(
    "The gateway refused it for good; its words tell why. Correct the number, or mend the account of the gateway, then "
    "send it again; or use another way."
)
AGAIN = _l("Did not leave yet; it is tried again by itself at %(at)s. See the reason; mostly nothing is to be done.")
NOT_DRAWN = _l(
    "The paper enclosed is still being drawn; the message leaves by itself once it is. Nothing is to be done."
)
QUIET = _l("Quiet hours: it waits until %(at)s. If it must not wait, send it now or ring.")
IN_DIGEST = _l("It waits for the daily digest at %(at)s, as the recipient wishes. If it must not wait, send it now.")
GATHERED = _l("It left in the daily digest, as the recipient wishes.")
BELL = _l("The recipient wants such messages under the bell only. If he must know now, send it all the same or ring.")
READ = _l("It was read under the bell before the digest left; nothing is to be done.")
OVERTAKEN = _l("Not sent: before it could leave, what it says had been replaced or taken away. Nothing is to be done.")
LATER = _l("It is to be told from %(at)s on.")
OUTDATED = _l("What it is about is over, or it is older than three months: it need not be sent any more.")
ELSEWHERE = {
    Hold.NO_PHONE: _l("By mail, for no mobile number is known to which a short message could go."),
    Hold.NO_GATEWAY: _l("By mail, for no gateway for short messages is set up."),
    Hold.NO_ADDRESS: _l("As a short message, for no e-mail address is known."),
}
LOST = _l("As a short message, for mail to the e-mail address came back.")
# Who wishes short messages, cannot get them, and has no address either.
ELSEWHERE_NOT = {Hold.NO_PHONE: NOWHERE, Hold.NO_GATEWAY: NO_GATEWAY}


def sentence(notice):
    """The sentence, or None where everything went as usual."""
    if notice.state is S.FAILED:
        return _failed(notice)
    if notice.state is S.KEPT:
        return OVERTAKEN if notice.last_error else READ if notice.hold is Hold.READ else BELL
    if notice.state is S.GATHERED:
        return GATHERED
    if notice.state is S.QUEUED:
        return _waiting(notice) or _elsewhere(notice)
    return _elsewhere(notice)


def _elsewhere(notice):
    return LOST if notice.hold is Hold.NO_ADDRESS and notice.to_address else ELSEWHERE.get(notice.hold)


def _failed(notice):
    if notice.is_private:
        return ONE_TIME
    if not notice.to_address:
        if not notice.to_phone:
            return NOWHERE
        if notice.channel is None:
            return NO_GATEWAY
    if notice.sent_at is not None:
        return CAME_BACK
    if notice.attempts >= MOST_TRIES:
        return GIVEN_UP % {"tries": notice.attempts}
    return TEXT_REFUSED if notice.channel is Channel.TEXT else REFUSED


def _waiting(notice):
    if notice.last_error and not notice.attempts:
        return NOT_DRAWN
    if notice.attempts:
        return AGAIN % {"at": moment(notice.send_after)}
    if notice.held_until and notice.held_until > clock.now():
        return (IN_DIGEST if notice.channel is Channel.DIGEST else QUIET) % {"at": moment(notice.held_until)}
    return LATER % {"at": moment(notice.send_after)} if notice.send_after > clock.now() else None


def site_of(notice) -> int | None:
    """The number of the site it is about, where its contact can be corrected."""
    return number_in(notice.about, Site)


def ways(notice) -> list[str]:
    """What can be done with it now: "again", "now", and the other way "text" or "mail" where it is known."""
    if notice.is_private:
        return []
    if notice.state is S.FAILED:
        return ["again", *_other(notice)]
    waits = notice.state is S.QUEUED and notice.hold is not None and notice.held_until is not None
    kept = notice.state is S.KEPT and notice.hold is Hold.WISH
    return ["now"] if waits or kept else []


def _other(notice):
    if notice.channel is Channel.TEXT and notice.to_address:
        yield "mail"
    if notice.channel is not Channel.TEXT and notice.to_phone:
        yield "text"


def of_way(way):
    """Why a message that leaves now would leave otherwise than by mail at once; None where it would not."""
    if way.channel is None:
        return NOWHERE if way.hold is Hold.NO_ADDRESS else ELSEWHERE_NOT[way.hold]
    if way.until:
        return (IN_DIGEST if way.channel is Channel.DIGEST else QUIET) % {"at": moment(way.until)}
    return BELL if way.channel is Channel.BELL else ELSEWHERE.get(way.hold)
