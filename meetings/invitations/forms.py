"""What the secretariat writes into the letter of invitation."""

from datetime import time

from wtforms import EmailField, StringField, TelField, TextAreaField

from meetings.base import clock
from meetings.base.language import _l
from meetings.web.fields import ClockField, Email, Length, Required, VietnameseDateField, version_field
from meetings.web.forms import Form
from meetings.web.telephones import has_number

END_OF_WORK = time(17, 0)


class LetterForm(Form):
    """All of it may be left open while it is a draft; what must not is said when the letter is to be given out."""

    subject = TextAreaField(_l("Subject"), validators=[Required(), Length(max=500)])
    content = TextAreaField(_l("What one is invited to"), validators=[Length(max=1000)])
    attendees = TextAreaField(_l("Who is invited"), validators=[Length(max=10_000)])
    requirements = TextAreaField(_l("What to bring and to note"), validators=[Length(max=5_000)])
    answer_day = VietnameseDateField(_l("Sites answer until (day)"))
    answer_time = ClockField(_l("Hour"))
    contact_name = StringField(_l("Contact point: name, position"), validators=[Length(max=200)])
    contact_phone = TelField(_l("Contact's telephone"), validators=[Length(max=40), has_number])
    contact_email = EmailField(_l("Contact's e-mail"), validators=[Length(max=254), Email()])
    authority = TextAreaField(_l("Authority and post of the signer"), validators=[Length(max=300)])
    signer_name = StringField(_l("Who signs"), validators=[Length(max=120)])
    recipients = TextAreaField(_l("Recipients"), validators=[Length(max=3_000)])
    version = version_field()

    @classmethod
    def of(cls, letter):
        """The form as the letter stands."""
        moment = clock.local(letter.answer_by) if letter.answer_by else None
        return cls(
            obj=letter,
            answer_day=moment.date() if moment else None,
            answer_time=moment.time() if moment else None,
        )

    def facts(self) -> dict:
        """What was typed, for `actions.revise`."""
        values = {name: value for name, value in self.values().items() if name not in ("answer_day", "answer_time")}
        return values | {"answer_by": self.answer_by(), "version": self.version.data}

    def answer_by(self):
        """Until when the sites are to answer; None where no day is known."""
        day, hour = self.answer_day.data, self.answer_time.data or END_OF_WORK
        return clock.instant(day, hour) if day and not self.answer_time.errors else None


class ReleaseForm(Form):
    """Giving the letter out: only as it was shown."""

    version = version_field()
