"""What is asked of somebody who comes in."""

from wtforms import PasswordField, StringField
from wtforms.validators import StopValidation

from meetings.base.language import _l
from meetings.web.fields import Length, Required
from meetings.web.forms import Form

DIFFERENT = _l("The two are not the same. Type the new password twice.")


class Secret(PasswordField):
    """A password: never sent back."""

    def process_formdata(self, valuelist):
        self.data = valuelist[0][:1000] if valuelist else ""


class SignInForm(Form):
    name = StringField(_l("User name or e-mail address"), [Required(), Length(254)])
    password = Secret(_l("Password"), [Required()])


class ForgottenForm(Form):
    name = StringField(_l("User name or e-mail address"), [Required(), Length(254)])


class NewPasswordForm(Form):
    password = Secret(_l("New password"), [Required()])
    again = Secret(_l("New password once more"), [Required()])

    def validate_again(self, field):
        if field.data != self.password.data:
            raise StopValidation(DIFFERENT)


class ChangePasswordForm(NewPasswordForm):
    present = Secret(_l("Present password"), [Required()])
