"""What a page knew to have been sent last: by it a page that is sent twice sends nothing a second time."""

from datetime import UTC, datetime

from wtforms import HiddenField

from meetings.base.errors import NotValid
from meetings.web.fields import VERSION_MISSING
from meetings.web.forms import Form

NEVER = datetime.min.replace(tzinfo=UTC)


class SinceForm(Form):
    """`since` is when something was last sent as far as the page knew, or "never"; empty where no page says it."""

    since = HiddenField()

    def values(self):
        return {"since": _instant(self.since.data) if self.since.data else None}


def _instant(typed):
    try:
        return NEVER if typed == "never" else datetime.fromisoformat(typed).astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise NotValid(VERSION_MISSING) from fault
