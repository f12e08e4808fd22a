"""What is asked where a unit ends."""

from wtforms import BooleanField, HiddenField

from meetings.base.language import _l
from meetings.web.fields import Required, RowField, RowsField, VietnameseDateField, version_field
from meetings.web.forms import Form


class EndForm(Form):
    """The last day of a unit, and what takes its place."""

    on = VietnameseDateField(_l("Last day"), [Required()])
    successors = RowsField(_l("What takes its place"))
    with_below = BooleanField(_l("All units below it end on the same day"))
    version = version_field()

    def offer(self, units):
        """Set the units that can be ticked."""
        self.units = units
        self.successors.choices = [(unit.id, unit.name) for unit in units]
        return self

    def values(self):
        chosen = set(self.successors.data or ())
        return {
            "on": self.on.data,
            "successors": [unit for unit in self.units if unit.id in chosen],
            "with_below": self.with_below.data,
            "version": self.version.data,
        }


class MoveForm(Form):
    """Under which other unit it is to stand."""

    parent = RowField(_l("Stands under"), optional=True)
    sure = BooleanField(_l("Yes, it is meant to stand there"))
    version = HiddenField()


class PostsForm(Form):
    """Which posts of an ended unit end with it, and where they go on."""

    posts = RowsField(_l("Posts"))
    to = RowField(_l("From the day after they are held in"), optional=True)

    def offer(self, posts, successors):
        """Set the posts that can be ticked and the units they can go to."""
        self.posts.choices = [(post.id, post.title) for post in posts]
        self.to.offer([(unit.id, unit.name) for unit in successors])
        return self


class UndoForm(Form):
    """A button and nothing else."""
