"""What a site can be, answer and be asked: its kind, its states and the moves between them."""

import enum

from meetings.base.language import _l
from meetings.base.lifecycle import Lifecycle, move


class SiteKind(enum.StrEnum):
    """The main site, a two-way member, or a point that only relays."""

    MAIN = "main"
    MEMBER = "member"
    RELAY = "relay"


class SiteState(enum.StrEnum):
    """What the site has answered."""

    UNSENT = "unsent"
    WAITING = "waiting"
    SEEN = "seen"
    CONFIRMED = "confirmed"
    CHANGE_REQUESTED = "change_requested"
    DECLINED = "declined"

    @property
    def takes_part(self) -> bool:
        """Whether it is a yes."""
        return self is SiteState.CONFIRMED


S = SiteState
ANSWERABLE = (S.UNSENT, S.WAITING, S.SEEN, S.CONFIRMED, S.CHANGE_REQUESTED, S.DECLINED)

LIFECYCLE = Lifecycle(
    _l("The site has already answered otherwise. Reload the page to see its answer."),
    invite=move(S.UNSENT, to=S.WAITING),
    see=move(S.WAITING, to=S.SEEN),
    confirm=move(*ANSWERABLE, to=S.CONFIRMED),
    decline=move(*ANSWERABLE, to=S.DECLINED),
    request_change=move(*ANSWERABLE, to=S.CHANGE_REQUESTED),
    grant_change=move(S.CHANGE_REQUESTED, to=S.CONFIRMED),
    refuse_change=move(S.CHANGE_REQUESTED, to=S.WAITING),
    turn_away=move(S.CONFIRMED, S.CHANGE_REQUESTED, S.WAITING, S.SEEN, to=S.WAITING),
    ask_again=move(S.SEEN, S.CONFIRMED, S.CHANGE_REQUESTED, S.DECLINED, to=S.WAITING),
)

SILENT = (S.WAITING, S.SEEN)
# Whose number of delegates is an answer: what stands with the others is last time's, or was taken back.
ANNOUNCING = (S.CONFIRMED, S.CHANGE_REQUESTED)

# Exceptions first: the order in which a board shows the states.
NEEDS_ACTION = (S.CHANGE_REQUESTED, S.DECLINED, S.UNSENT, S.WAITING, S.SEEN)


class Answered:
    """Mixed into what has the `reply` and the `change` of an answer: what pages ask of it."""

    @property
    def only_relays(self) -> bool:
        """Whether it answered that it only relays what is said."""
        return self.reply is Reply.RELAY

    @property
    def asks_for_time(self) -> bool:
        """Whether it wants another time."""
        return self.change is ChangeKind.TIME

    @property
    def asks_for_chair(self) -> bool:
        """Whether somebody else is to preside there."""
        return self.change is ChangeKind.CHAIR


class Standing(Answered):
    """Mixed into what has the `state` and `kind` of a site, too."""

    @property
    def is_main(self) -> bool:
        """Whether it is the organiser's own, which nobody asks."""
        return self.kind is SiteKind.MAIN

    @property
    def is_relay(self) -> bool:
        """Whether it only relays."""
        return self.kind is SiteKind.RELAY

    @property
    def is_silent(self) -> bool:
        """Whether it was asked and has not answered."""
        return self.state in SILENT

    @property
    def has_seen(self) -> bool:
        """Whether somebody who answers for it has had the question before him, and has not answered."""
        return self.state is S.SEEN

    @property
    def has_declined(self) -> bool:
        """Whether it does not take part."""
        return self.state is S.DECLINED

    @property
    def asks_for_change(self) -> bool:
        """Whether it takes part if what it asks for is granted."""
        return self.state is S.CHANGE_REQUESTED

    @property
    def has_accepted(self) -> bool:
        """Whether it takes part by its answer, be it with a wish."""
        return self.state in ANNOUNCING


class LineState(enum.StrEnum):
    """What the last test of the line found."""

    UNTESTED = "untested"
    GOOD = "good"
    FAULTY = "faulty"


class ChangeKind(enum.StrEnum):
    """What a site asks to be changed."""

    CHAIR = "chair"
    TIME = "time"
    OTHER = "other"


class Reply(enum.StrEnum):
    """The first of the three questions: does the site take part, and where?"""

    YES = "yes"
    JOIN = "join"
    RELAY = "relay"
    NO = "no"
    CHANGE = "change"


class AnswerWay(enum.StrEnum):
    """How an answer reached us."""

    PAGE = "page"
    TELEPHONE = "telephone"

    @property
    def is_telephone(self) -> bool:
        """Whether somebody of the secretariat took it down."""
        return self is AnswerWay.TELEPHONE


class Ending(enum.StrEnum):
    """Why a link opens nothing any more."""

    RENEWED = "renewed"
    WITHDRAWN = "withdrawn"
    SENT_BACK = "sent_back"
    SUBSTITUTED = "substituted"

    @property
    def is_renewal(self) -> bool:
        """Whether its bearer has a newer one."""
        return self is Ending.RENEWED

    @property
    def is_substitution(self) -> bool:
        """Whether somebody else presides and has one of his own."""
        return self is Ending.SUBSTITUTED


class ShutOut(enum.StrEnum):
    """Why a link that nobody ended opens nothing: looked up with each visit, never stored."""

    ACCOUNT_CLOSED = "account_closed"
    POST_ENDED = "post_ended"
