"""The small family of ways to say no. Raised deep down, in words for people; `web.errors` alone answers with them."""


class Refusal(Exception):
    """Any no that a person may read.

    `message` is a sentence (a lazy gettext string) that says what to do; `status` is the HTTP answer.
    """

    status = 422

    def __init__(self, message):
        super().__init__(message)
        self.message = message


class NotNow(Refusal):
    """The thing is in a state in which this move does not exist."""

    status = 409


class NotValid(Refusal):
    """What was given cannot be. `field` names the question it answers, None when it concerns the whole."""

    def __init__(self, message, *, field=None):
        super().__init__(message)
        self.field = field


class Stale(Refusal):
    """Somebody else was faster. `mine` and `theirs` hold both texts, where there are texts, so that none is lost; `row`
    is what was to be changed, to be read as it stands now."""

    status = 409

    def __init__(self, message, *, mine=None, theirs=None, row=None):
        super().__init__(message)
        self.mine, self.theirs, self.row = mine, theirs, row


class TooOften(Refusal):
    """Somebody tried too often. The sentence says how long to wait."""

    status = 429


class Unreachable(Refusal):
    """The outside world did not answer as it should. `again` says whether a later try makes sense."""

    status = 503

    def __init__(self, message, *, again):
        super().__init__(message)
        self.again = again
