"""`flask demo` loads the demo; `flask papers DIR` writes the papers of the conference of 2015: fetched when called."""

from importlib import import_module

from meetings.web.commands import LaterCommand


def _later(name, help):
    return LaterCommand(name, lambda: getattr(import_module("meetings.demo.commands"), name), help=help)


top_level = (
    _later("demo", "Load the demo and print one account per role."),
    _later("papers", "Write the papers of the conference of 7 December 2015 into a folder."),
)
