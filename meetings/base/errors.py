"""The small family of ways to say no. Raised deep down, in words for people; `web.errors` alone answers with them."""

from collections.abc import Iterable


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
    """What was given cannot be. `field` names the question it answers, None when it concerns the whole; `also` are the
    other faults of the same thing, so that nobody mends them one by one."""

    def __init__(self, message, *, field=None, also=()):
        super().__init__(message)
        self.field, self.also = field, tuple(also)

    @property
    def faults(self) -> tuple["NotValid", ...]:
        """This one and the others, each by itself."""
        return (NotValid(self.message, field=self.field), *self.also)

    @property
    def told(self) -> str:
        """All of them in one text, for where there is no form to stand in."""
        return " ".join(dict.fromkeys(str(one.message) for one in self.faults))


class Faults:
    """Gathers what cannot be, to be told at once."""

    def __init__(self, found: Iterable[NotValid] = ()):
        self.found = list(found)

    def of(self, ask, *args, **kwargs):
        """What `ask(…)` gives; None, with its faults kept, where it raises `NotValid`."""
        try:
            return ask(*args, **kwargs)
        except NotValid as no:
            self.found += no.faults
            return None

    def tell(self) -> None:
        """Raise one `NotValid` with all that was found; nothing where nothing was."""
        if self.found:
            first, *others = self.found
            raise NotValid(first.message, field=first.field, also=others)


class Stale(Refusal):
    """Somebody else was faster. `mine` and `theirs` hold both texts, where there are texts, so that none is lost, and
    `base` what both were begun from where it is known; `row` is what was to be changed, to be read as it stands now."""

    status = 409

    def __init__(self, message, *, mine=None, theirs=None, base=None, row=None):
        super().__init__(message)
        self.mine, self.theirs, self.base, self.row = mine, theirs, base, row


class Expired(Refusal):
    """A form of ours came with a token that does not hold any more. Nothing was done; it may be shown again, but where
    it `is_bare`: a button alone, with nothing typed."""

    status = 400

    def __init__(self, message, *, is_bare=False):
        super().__init__(message)
        self.is_bare = is_bare


class TooOften(Refusal):
    """Somebody tried too often. The sentence says how long to wait."""

    status = 429


class Unreachable(Refusal):
    """The outside world did not answer as it should. `again` says whether a later try makes sense."""

    status = 503

    def __init__(self, message, *, again):
        super().__init__(message)
        self.again = again
