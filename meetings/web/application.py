"""Flask, with templates for each language and addresses that are put together instead of searched for."""

from flask import Flask, has_request_context, request
from werkzeug.routing import Rule

from meetings.web.tongues import Tongues

# Stands for a number of an address while its shape is learned; the n-th has n behind it.
STAND_IN = 900_000_000


class LateRule(Rule):
    """A route whose function that puts addresses together is compiled when the first one is asked for.

    Werkzeug compiles two for every route at the start: a fifth of the time until the first answer. (No public way leads
    there; a test holds that addresses come out the same.)
    """

    def _compile_builder(self, append_unknown=True):
        compiled = []

        def build(rule, **values):
            if not compiled:
                compiled.append(super()._compile_builder(append_unknown))
            return compiled[0](rule, **values)

        return build


class Application(Flask):
    """The application of this house."""

    jinja_environment = Tongues
    url_rule_class = LateRule

    def __init__(self, *facts, **named):
        super().__init__(*facts, **named)
        self._shapes: dict[tuple, str] = {}

    def url_for(self, /, endpoint: str, **values) -> str:
        """The address of a page. Where only numbers vary, its shape is learned once: a page holds a hundred links."""
        # Flask's own function names what it was not given.
        values = {name: value for name, value in values.items() if value is not None}
        if not _varies_by_number(values) or not has_request_context() or request.root_path:
            return super().url_for(endpoint, **values)
        key = (endpoint, *values)
        if key not in self._shapes and not endpoint.startswith("."):
            self._shapes[key] = self._shape(endpoint, values)
        if shape := self._shapes.get(key):
            return shape.format(*values.values())
        return super().url_for(endpoint, **values)

    def _shape(self, endpoint, names):
        stand_ins = {name: STAND_IN + place for place, name in enumerate(names)}
        address = super().url_for(endpoint, **stand_ins).replace("{", "{{").replace("}", "}}")
        for place, number in enumerate(stand_ins.values()):
            address = address.replace(str(number), f"{{{place}}}")
        return address


def _varies_by_number(values):
    return all(type(value) is int and 0 <= value < STAND_IN for value in values.values())
