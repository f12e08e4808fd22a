"""Who may do what: printed from the routes and their rules, so that it is never out of date."""

import re
from itertools import groupby

from flask import current_app, render_template

from meetings.accounts import rules
from meetings.accounts.doors import bp
from meetings.accounts.rule_words import PARTS, sentence
from meetings.web.access import allow

# What stands for a number or a name in an address: its type is the program's own word.
VARIABLE = re.compile(r"<[^>]+>")


@bp.get("/rights")
@allow(rules.can_administer)
def rights():
    return render_template("accounts/rights.html", parts=_parts())


def _parts():
    """For each noun its rules, and for each rule the addresses that it guards."""
    doors = sorted(_doors(), key=lambda door: (door["part"], door["who"], door["address"]))
    return [
        (PARTS.get(part, part), [(who, list(rows)) for who, rows in groupby(of_part, key=lambda door: door["who"])])
        for part, of_part in groupby(doors, key=lambda door: door["part"])
    ]


def _doors():
    for rule in current_app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        yield {
            "part": rule.endpoint.partition(".")[0],
            "who": sentence(current_app.view_functions[rule.endpoint].rule),
            "address": VARIABLE.sub("…", rule.rule),
            "acts": "POST" in rule.methods,
            "looks": "GET" in rule.methods,
        }
