"""Forms that are a button: nothing is typed, at most the page says what it was shown with."""

from meetings.web.fields import version_field
from meetings.web.forms import Form


class EmptyForm(Form):
    """A button and nothing else."""


class VersionForm(Form):
    """A step that rests on what was shown."""

    version = version_field()

    def values(self):
        """What was typed, and the version with it."""
        return {**super().values(), "version": self.version.data}
