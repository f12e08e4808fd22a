"""Commands that are fetched with their first use."""

from collections.abc import Callable

from click import Command


class LaterCommand(Command):
    """A command that `bring()` brings when it is called: what it needs is no weight of a web worker."""

    def __init__(self, name: str, bring: Callable[[], Command], **facts):
        super().__init__(name, **facts)
        self.bring = bring

    def make_context(self, *facts, **named):
        """The context of the real command, which is run in it."""
        return self.bring().make_context(*facts, **named)
