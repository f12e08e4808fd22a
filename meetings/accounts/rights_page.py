"""Who may do what: printed from the routes and their rules, so that it is never out of date."""

from itertools import groupby
from typing import NamedTuple

from flask import current_app, render_template, request

from meetings.accounts import rules
from meetings.accounts.doors import bp
from meetings.accounts.place_words import VARIABLE, place
from meetings.accounts.rule_words import PARTS, sentence
from meetings.base.vietnamese import collation_key, fold
from meetings.web.access import allow


class Door(NamedTuple):
    """One page or act: the part of the program it belongs to, who may, what it is, and its address."""

    part: str
    who: str
    place: str
    address: str
    looks: bool
    acts: bool

    def fits(self, words: list[str]) -> bool:
        """Whether each of the words (without marks) stands in it."""
        said = fold(" ".join(self[:4]))
        return all(word in said for word in words)


@bp.get("/rights")
@allow(rules.can_administer)
def rights():
    words = request.args.get("q", "").strip()[:100]
    found = [door for door in _merged(_doors()) if door.fits(fold(words).split())]
    return render_template("accounts/rights.html", parts=_by_part(found), words=words, number=len(found))


def _by_part(doors):
    """For each noun its rules, and for each rule the pages and acts that it guards."""
    doors = sorted(doors, key=lambda door: (collation_key(door.part), door))
    found = groupby(doors, key=lambda door: door.part)
    return [(part, [(who, list(of)) for who, of in groupby(rows, lambda door: door.who)]) for part, rows in found]


def _merged(doors):
    """Looking and acting at one address, by one rule, as one door."""
    known = {}
    for door in doors:
        both = known.setdefault(door[:4], door)
        known[door[:4]] = both._replace(looks=both.looks or door.looks, acts=both.acts or door.acts)
    return known.values()


def _doors():
    for rule in current_app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        part, who = rule.endpoint.partition(".")[0], current_app.view_functions[rule.endpoint].rule
        yield Door(
            part=str(PARTS.get(part, part)),
            who=sentence(who),
            place=place(rule.rule),
            # What stands for a number or a name in an address: its type is the program's own word.
            address=VARIABLE.sub("…", rule.rule),
            looks="GET" in rule.methods,
            acts="POST" in rule.methods,
        )
