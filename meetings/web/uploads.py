"""The questions that are answered with files: taken into storage when the form is checked, and measured on the page."""

from flask_babel import gettext as _
from flask_wtf.file import FileField, MultipleFileField
from wtforms.validators import StopValidation

from meetings.base.errors import NotValid
from meetings.base.language import _l
from meetings.web import files

NO_CONTENT = _l("Only the name of the file arrived, not the file itself. Choose it again.")


class Sent:
    """Mixed into fields for files: a form sent without its files brings their names as text, which nobody may miss; and
    the page says how large they may be, so that its `script` refuses what would not arrive."""

    script = "js/files.js"
    came_as_text = False

    def __call__(self, **attributes):
        return super().__call__(**{**size_told(), **attributes})

    def process_formdata(self, valuelist):
        self.came_as_text = any(isinstance(one, str) and one.strip() for one in valuelist)
        super().process_formdata(valuelist)

    def refuse_text(self):
        """Raise `StopValidation` where the name of a file came without the file."""
        if self.came_as_text:
            raise StopValidation(NO_CONTENT)


def size_told(most=None) -> dict[str, object]:
    """What the page says to its script of files of at most `most` bytes each (else what the settings say): the limits,
    and the words for what lies above them."""
    most, whole = min(most or files.most_bytes(), files.most_bytes()), files.most_bytes()
    return {
        "data-most": most,
        "data-most-together": whole,
        "data-too-large": _("“{name}” has {size} MB, and a file may have %(most)s MB.", most=most // 1024**2),
        "data-too-much": _("Together they have {size} MB, and %(most)s MB can be sent.", most=whole // 1024**2),
    }


class UploadField(Sent, FileField):
    """A file that is taken into storage when the form is checked; `data` is then what a row keeps of it (`Taken`).

    A field that takes `only` some kinds of content says in `not_taken` which.
    """

    only: tuple[str, ...] = ()
    not_taken = files.TAKEN

    def __init__(self, label=None, validators=None, *, optional=False, **kwargs):
        super().__init__(label, validators, **kwargs)
        self.is_optional = optional
        self.flags.required = not optional

    def pre_validate(self, form):
        self.refuse_text()
        if self.is_optional and not (self.data and self.data.filename):
            self.data = None
            return
        try:
            self.data = files.take(self.data, field=self.name, only=self.only, not_taken=self.not_taken)
        except NotValid as refusal:
            self.data = None
            raise StopValidation(refusal.message) from refusal


class UploadsField(Sent, MultipleFileField):
    """Several files at once, all taken into storage or none; `data` is what rows keep of them (`Taken`)."""

    def __init__(self, label=None, validators=None, **kwargs):
        super().__init__(label, validators, **kwargs)
        self.flags.required = True

    def pre_validate(self, form):
        self.refuse_text()
        sent = [upload for upload in self.data or () if upload and upload.filename]
        self.data = []
        if not sent:
            raise StopValidation(files.NO_FILE)
        for upload in sent:
            try:
                self.data.append(files.take(upload, field=self.name))
            except NotValid as refusal:
                self.data = []
                raise StopValidation(_one_of(upload, sent, refusal.message)) from refusal


def _one_of(upload, sent, sentence):
    """The sentence, after the name of the file it is about where there are several."""
    return f"{files.safe_name(upload.filename)}: {sentence}" if len(sent) > 1 else sentence
