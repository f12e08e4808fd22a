"""Flask, with templates for each language and addresses that are built once."""

from flask import Flask

from meetings.web.tongues import Tongues


class Application(Flask):
    """The application of this house."""

    jinja_environment = Tongues
