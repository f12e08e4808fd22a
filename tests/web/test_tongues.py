import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import current_app, g
from flask_babel import force_locale, gettext, ngettext

from meetings.base.language import _l
from tests.make import a_secretary

TOP = Path(__file__).resolve().parent.parent.parent
WORDS = """{% from "components/icon.html" import icon as draw with context %}{{ draw("x", _("Home")) }}
{{ _("%(n)s of %(all)s sites confirmed", n=one, all=2) }}|
{{- ngettext("%(num)s day left", "%(num)s days left", one) }}|{{ language() }}
{{ url_for("static", filename="css/app.css") }}|{{ _("Home") ~ one }}"""


@pytest.mark.parametrize("one", [1, 2])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_was_put_into_words_early_says_what_gettext_says_now(app, language, one):
    with force_locale(language):
        shown = app.jinja_env.from_string(WORDS).render(one=one)
        left = ngettext("%(num)s day left", "%(num)s days left", one)
        confirmed = gettext("%(n)s of %(all)s sites confirmed", n=one, all=2)

        assert f'aria-label="{gettext("Home")}"' in shown
        assert f"{confirmed}|{left}|{language}" in shown
        assert f"/static/css/app.css|{gettext('Home')}{one}" in shown


def test_what_is_put_into_a_sentence_is_escaped(app):
    shown = app.jinja_env.from_string('{{ _("Missing: %(names)s", names=names) }}').render(names="<b>&")

    assert shown == gettext("Missing: %(names)s", names="&lt;b&gt;&amp;")


def test_readers_of_two_languages_are_never_mixed_up(app, login):
    clients = {language: login(a_secretary()) for language in ("vi", "en")}
    for language, client in clients.items():
        client.post("/appearance", data={"language": language, "back": "/"})
    told = [_asked_by(clients[language]) for language in ("vi", "en", "vi", "en")]

    assert ["Trang chủ" in page for page in told] == [True, False, True, False]
    assert ["<span>Home</span>" in page for page in told] == [False, True, False, True]


def _asked_by(client):
    # The tests' own context outlives a request; a server's does not.
    g.pop("_flask_babel", None)
    return client.get("/").text


def test_a_sentence_said_once_is_said_again_in_another_language():
    home = _l("Home")
    said = []
    for language in ("vi", "en", "vi"):
        with force_locale(language):
            said.append(str(home))

    assert said == ["Trang chủ", "Home", "Trang chủ"]


def test_a_sentence_without_a_value_is_found_when_the_template_is_compiled():
    with pytest.raises(KeyError):
        current_app.jinja_env.from_string('{{ _("%(n)s of %(all)s sites confirmed", n=1) }}')


def test_a_worker_starts_without_what_it_rarely_needs():
    code = "import sys, app; print(*sorted(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], cwd=TOP, stdout=subprocess.PIPE, text=True, check=True).stdout
    heavy = {"alembic", "flask_migrate", "weasyprint", "openpyxl", "pikepdf", "fontTools", "requests", "jwt"}

    assert heavy & set(told.split()) == set()


def test_the_command_line_has_what_brings_the_database_up_to_date(tmp_path):
    settings = {**os.environ, "FLASK_APP": "app.py", "NHIP_CAU_INSTANCE": str(tmp_path)}
    settings.pop("NHIP_CAU_DATABASE_URL", None)
    for verb in ("upgrade", "check"):
        subprocess.run([sys.executable, "-m", "flask", "db", verb], cwd=TOP, env=settings, check=True)

    assert (tmp_path / "nhip-cau.db").stat().st_size > 0
