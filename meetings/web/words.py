"""What kinds and roles are called on a page; states are in `web/badges.py`.

Keyed by the noun and the class, so that this floor knows no domain; a test holds that none is forgotten.
"""

import enum

from meetings.base.language import _l
from meetings.web.badges import BADGES, Badge

WORDS = {
    "notices.Pressing": {
        "urgent": _l("What overturns plans"),
        "asking": _l("What waits for an answer"),
        "news": _l("What is good to know"),
    },
    "notices.Hold": {
        "quiet": _l("Quiet hours"),
        "digest": _l("Waits for the daily digest"),
        "wish": _l("Only under the bell, as wished"),
        "no_phone": _l("No mobile number"),
        "no_gateway": _l("No gateway for short messages"),
        "no_address": _l("No e-mail address"),
        "read": _l("Read before the digest left"),
    },
    "accounts.Role": {
        "administrator": _l("Administrator"),
        "secretariat": _l("Secretariat"),
        "leader": _l("Leader"),
        "site_officer": _l("Site officer"),
        "member": _l("Member"),
    },
    "units.UnitKind": {
        "central": _l("Central body"),
        "province": _l("Province"),
        "department": _l("Department"),
        "district": _l("District"),
        "commune": _l("Commune"),
        "ward": _l("Ward"),
        "special_zone": _l("Special zone"),
        "office": _l("Office (acts for its body)"),
        "division": _l("Division"),
        "other": _l("Other organisation"),
        "relay": _l("Relay point"),
    },
    "conferences.ConferenceKind": {
        "briefing": _l("Briefing"),
        "interim_review": _l("Interim review"),
        "final_review": _l("Final review"),
        "thematic": _l("Thematic conference"),
        "rollout": _l("Roll-out conference"),
        "training": _l("Training"),
        "ad_hoc": _l("Ad-hoc conference"),
    },
    "invitations.ReplyKind": {
        "answer": _l("Answer of a calendar"),
        "counter": _l("Proposes another time"),
        "delegation": _l("Sends somebody else"),
        "letter": _l("Writes in words"),
        "automatic": _l("Automatic reply"),
        "bounce": _l("Mail that came back"),
        "unreadable": _l("Cannot be read"),
    },
    "invitations.Outcome": {
        "counted": _l("Counted"),
        "old_time": _l("Answered the old time"),
        "overtaken": _l("Overtaken by a later answer"),
        "adopted": _l("Time adopted"),
        "declined": _l("Declined"),
        "invited": _l("Invited"),
        "set_aside": _l("Set aside"),
    },
    "invitations.InvitePart": {
        "chair": _l("Presides"),
        "secretary": _l("Secretary"),
        "site": _l("Answers for a site"),
        "guest": _l("Invited by hand"),
    },
    "conferences.ChairPart": {"chair": _l("Chair"), "co_chair": _l("Co-chair")},
    "sites.AnswerWay": {"page": _l("On the page"), "telephone": _l("By telephone")},
    "sites.Ending": {
        "renewed": _l("Replaced by a new link"),
        "withdrawn": _l("Withdrawn"),
        "sent_back": _l("Sent back: not that unit"),
        "substituted": _l("Passed on to a substitute"),
    },
    "sites.ShutOut": {
        "account_closed": _l("Opens nothing: the account was closed"),
        "post_ended": _l("Opens nothing: the post has ended"),
    },
    "sites.ChangeKind": {
        "chair": _l("Another chair"),
        "time": _l("Another time"),
        "other": _l("Something else"),
    },
    "sites.Reply": {
        "yes": _l("We take part"),
        "join": _l("We attend at another site"),
        "relay": _l("We only watch the relay"),
        "no": _l("We do not take part"),
        "change": _l("We ask for a change"),
    },
    "rehearsals.Check": {
        "picture": _l("Picture"),
        "sound": _l("Sound"),
        "echo": _l("No echo or howling"),
        "camera": _l("Camera fixed, shows the table"),
        "name_plate": _l("Name plate of the site"),
        "spare_line": _l("Spare line"),
        "telephone": _l("Contact's telephone answers"),
        "on_duty": _l("Technician on duty 60 minutes before"),
    },
    "rehearsals.Probe": {
        "secure": _l("Secure connection (HTTPS)"),
        "camera": _l("Camera"),
        "microphone": _l("Microphone"),
        "speaker": _l("Loudspeaker"),
        "server": _l("Video server reached"),
        "socket": _l("Lasting connection (WebSocket)"),
    },
    "agenda.ItemKind": {
        "opening": _l("Opening"),
        "report": _l("Report"),
        "speech": _l("Prepared speech"),
        "discussion": _l("Discussion"),
        "directing": _l("Directing remarks"),
        "award": _l("Awards"),
        "break": _l("Break"),
        "closing": _l("Closing"),
        "local": _l("Local session of a site"),
        "other": _l("Other item"),
    },
    "attendance.ChangeKind": {
        "added": _l("put on the list"),
        "changed": _l("corrected"),
        "removed": _l("taken off the list"),
    },
    "documents.Audience": {
        "chairs": _l("Those who preside, and the secretariat"),
        "sites": _l("Also the sites' chairs and officers"),
        "participants": _l("All who take part"),
    },
    "series.Pattern": {
        "weekly": _l("By the week"),
        "month_day": _l("By the month, on a day of the month"),
        "month_weekday": _l("By the month, on a weekday"),
    },
    "series.OffDays": {
        "move": _l("Move to the next working day"),
        "skip": _l("Leave it out"),
        "keep": _l("Meet all the same"),
    },
    "registry.PaperKind": {
        "GM": _l("Letter of invitation"),
        "CTr": _l("Programme"),
        "BB": _l("Minutes"),
        "TB": _l("Notice of conclusions"),
    },
    "directives.EventKind": {
        "given": _l("Given"),
        "taken_on": _l("Taken on"),
        "returned": _l("Returned with a reason"),
        "assigned_again": _l("Assigned again"),
        "reported": _l("Progress reported"),
        "submitted": _l("Submitted for acceptance"),
        "accepted": _l("Accepted"),
        "sent_back": _l("Sent back"),
        "taken_back": _l("Result taken back"),
        "withdrawn": _l("Withdrawn"),
        "reminded": _l("Reminded"),
        "passed_down": _l("Passed down"),
        "longer_asked": _l("Longer asked for"),
        "longer_granted": _l("Longer granted"),
        "longer_refused": _l("Longer refused"),
        "amended": _l("Amended by a replacing notice"),
    },
}


def key_of(kind: type[enum.Enum]) -> str:
    """`noun.Class` of an enum of the models."""
    return f"{kind.__module__.split('.')[1]}.{kind.__name__}"


def badge_of(member: enum.Enum) -> Badge:
    """Icon, tone and word of a state. Raises KeyError where none was written down."""
    return BADGES[key_of(type(member))][member.value]


def word(member: enum.Enum) -> str:
    """What a member of an enum is called, in the reader's language."""
    key = key_of(type(member))
    return BADGES[key][member.value].word if key in BADGES else WORDS[key][member.value]


def choices(kind: type[enum.Enum]) -> list[tuple[str, str]]:
    """All members as (value, word), for a list of choices."""
    return [(member.value, word(member)) for member in kind]


def said(value: object) -> object:
    """What a page shows of a value: the word for a member of an enum, anything else as it is."""
    return word(value) if isinstance(value, enum.Enum) else value


def register(app):
    """Let templates ask for words and badges."""
    app.jinja_env.filters.update(said=said)
    app.jinja_env.globals.update(word=word, badge_of=badge_of)
