"""How one wants to be told: a channel for each sort of notice, quiet hours, the hour of the digest."""

from datetime import time

from wtforms import HiddenField

from meetings.base import telephone
from meetings.base.language import _l
from meetings.notices.models import Channel, Pressing
from meetings.notices.ways import OFFERED
from meetings.notices.wishing import quiet_faults
from meetings.web.fields import ClockField, OneOf, Required
from meetings.web.forms import Form
from meetings.web.words import word


class WishForm(Form):
    urgent = OneOf(_l("What overturns plans: cancelled, postponed, moved"), [Required()], default=Channel.MAIL.value)
    asking = OneOf(_l("What waits for your answer: invitations, reminders, directives"), [Required()],
                   default=Channel.MAIL.value)  # fmt: skip
    news = OneOf(_l("What is good to know: given out, approved, ended"), [Required()], default=Channel.MAIL.value)
    quiet_starts = ClockField(_l("Quiet from"))
    quiet_ends = ClockField(_l("Quiet until"))
    digest_time = ClockField(_l("Hour of the daily digest"))
    version = HiddenField()

    @classmethod
    def of(cls, wish):
        """The form as the person's wishes stand; as usual where there are none."""
        if wish is None:
            return cls(formdata=None)
        hours = {name: _clock(getattr(wish, name)) for name in ("quiet_starts", "quiet_ends", "digest_time")}
        chosen = {name: getattr(wish, name).value for name in ("urgent", "asking", "news")}
        return cls(formdata=None, data=hours | chosen | {"version": wish.version})

    def further(self):
        if not (self.quiet_starts.errors or self.quiet_ends.errors):
            yield from quiet_faults(self.quiet_starts.data, self.quiet_ends.data)

    def offer(self, person, *, gateway, called):
        """Set what can be chosen: short messages (`called` "SMS" or so) where there is a `gateway`."""
        number = telephone.takes_texts(person.phone)
        names = {channel: word(channel) for channel in Channel}
        names[Channel.TEXT] = f"{called} ({number})" if number else called
        for sort in Pressing:
            field = self[sort.value]
            kept = [one for one in OFFERED[sort] if one is not Channel.TEXT or gateway or field.data == one.value]
            field.choices = [(one.value, names[one]) for one in kept]
        return self


def _clock(said):
    return time.fromisoformat(said) if said else None
