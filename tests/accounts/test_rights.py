"""Who may do what is printed from the program, in words, for administrators."""

from meetings.accounts.rule_words import RULES, name_of
from tests.make import a_secretary, an_administrator


def test_every_rule_that_guards_a_page_has_a_sentence(app):
    guards = {app.view_functions[one.endpoint].rule for one in app.url_map.iter_rules() if one.endpoint != "static"}

    assert {name_of(rule) for rule in guards} - set(RULES) == set()


def test_administrators_read_it(login):
    page = login(an_administrator()).get("/rights")

    assert page.status_code == 200 and "/units/…/edit" in page.text
    assert login(a_secretary()).get("/rights").status_code == 403
