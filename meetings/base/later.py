"""Libraries that are fetched with their first use: most workers never need them, and each costs time and memory."""

from importlib import import_module


class Later:
    """Stands for the module `name` until a part of it is asked for: `openpyxl = Later("openpyxl")`."""

    def __init__(self, name: str):
        self._name = name

    def __getattr__(self, part):
        found = getattr(import_module(self._name), part)
        setattr(self, part, found)
        return found
