"""What a person may type into the notice of conclusions."""

from wtforms import StringField, TextAreaField

from meetings.base.language import _l
from meetings.minutes.handed import Handed
from meetings.web.fields import Length, Required, version_field
from meetings.web.forms import Form


class NoticeForm(Handed, Form):
    """The texts of the notice; its directives come from the approved minutes."""

    version = version_field()
    subject = TextAreaField(_l("Subject"), validators=[Length(500)])
    opening = TextAreaField(_l("Opening"), validators=[Length(20_000)])
    assessment = TextAreaField(_l("I. General assessment and conclusions"), validators=[Length(20_000)])
    shortcomings = TextAreaField(_l("II. Shortcomings"), validators=[Length(20_000)])
    closing = TextAreaField(_l("Closing"), validators=[Length(5000)])
    authority = TextAreaField(_l("Signed in which capacity, one line each (TL., KT., TM. …)"), validators=[Length(500)])
    signer_name = StringField(_l("Who signs"), validators=[Length(50)])
    recipients = TextAreaField(_l("Recipients, one a line"), validators=[Length(3000)])

    def show(self, notice):
        """Fill in what stands."""
        self.process(data={name: getattr(notice, name, None) for name in self._fields if name != "csrf_token"})
        self.begin()
        return self


class ReasonForm(Form):
    """Why something is corrected."""

    reason = TextAreaField(_l("Why the correction is needed"), validators=[Required(), Length(1000)])
