"""A form that says by which hand (one opened editor, see `hands`) it was written."""

from wtforms import HiddenField

from meetings.minutes import hands


class Handed:
    """What such forms share; to be named before `Form` among what a form is made of."""

    hand = HiddenField()

    def begin(self):
        """An editor that is opened now: a new hand."""
        self.hand.data = str(hands.new())

    def go_on(self):
        """What was typed is shown again, by the same hand: what is sent from here is newer than all it sent before."""
        self.hand.data = str(self.writer()._replace(turn=self.writer().turn + 1) if self.writer() else hands.new())

    def writer(self):
        """The hand it was sent with."""
        return hands.read(self.hand.data)

    def values(self) -> dict:
        """What the thing is to say."""
        return {name: value for name, value in super().values().items() if name != "hand"}
