"""The house: floors are held by import-linter (pyproject.toml), the rest by reading the tree."""

import ast
import re
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
PACKAGE = TOP / "meetings"
FLOORS = (
    "base gateways web journal notices units accounts workdays registry conferences sites agenda documents speeches "
    "invitations rooms rehearsals attendance minutes conclusions directives series reminders desk"
).split()
OUTSIDE = {"demo", "migrations", "translations"}
FILES = "models queries rules papers actions forms views jobs".split()
# The worker's post is the other half of `desk.jobs`: it stands between the outbox and the mail server. `entry` turns
# the secret of an address into what it opens, for every page below it;
# `passes` signs the way into a video room for the pages that lead there; `pace` knows how long changes are gathered,
# `reach` whether short messages can be sent; `sweeping` holds what rows name against what is stored;
# `commands` are those that `jobs` fetches late.
DOORS = {"views", "jobs", "doors", "entry", "mailing", "enclosures", "passes", "pace", "reach", "sweeping", "commands"}
# What a paper says, and what a workbook says: many columns want a file of their own.
FACTS = {"papers", "workbooks"}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def _imports(path):
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _place(path):
    """The folder and the file of a module: ("sites", "rules")."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return (parts[0], parts[-1]) if len(parts) > 1 else ("", parts[0])


def _is_door(path):
    """Whether requests or commands enter here: views and jobs, and the many pages of a noun that has `doors`."""
    folder, file = _place(path)
    return file in DOORS or f"meetings.{folder}.doors" in set(_imports(path))


def _ids(path):
    return str(path.relative_to(TOP))


def test_every_folder_has_its_place():
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}

    assert folders - OUTSIDE == set(FLOORS)


@pytest.mark.parametrize("path", MODULES, ids=_ids)
def test_folders_lean_on_those_before_them(path):
    folder, _ = _place(path)
    if folder not in FLOORS:
        return
    leaned_on = {name.split(".")[1] for name in _imports(path) if name.startswith("meetings.")}

    assert leaned_on <= set(FLOORS[: FLOORS.index(folder) + 1])


@pytest.mark.parametrize("path", MODULES, ids=_ids)
def test_files_lean_on_those_before_them(path):
    folder, file = _place(path)
    if file not in FILES:
        return
    own = {name.split(".")[2] for name in _imports(path) if name.startswith(f"meetings.{folder}.")}

    assert own & set(FILES) <= set(FILES[: FILES.index(file)])


@pytest.mark.parametrize("path", MODULES, ids=_ids)
def test_forms_views_and_jobs_stay_private(path):
    folder, _ = _place(path)
    foreign = {
        name
        for name in _imports(path)
        if name.startswith("meetings.") and name.count(".") >= 2 and name.split(".")[1] not in (folder, "web")
    }

    assert not {name for name in foreign if name.split(".")[2] in ("forms", "views", "jobs")} or folder in ("", "demo")


@pytest.mark.parametrize("path", MODULES, ids=_ids)
def test_flask_appears_only_at_the_doors(path):
    folder, file = _place(path)
    if folder in ("web", "") or file == "forms" or _is_door(path):
        return

    assert not {name for name in _imports(path) if name == "flask" or name.startswith("flask.")}


@pytest.mark.parametrize("path", MODULES, ids=_ids)
def test_gateways_are_used_only_from_doors_and_for_facts(path):
    folder, file = _place(path)
    if folder in ("gateways", "demo", "", "web") or file in FACTS or _is_door(path):
        return

    assert not {name for name in _imports(path) if name.startswith("meetings.gateways")}


def test_commit_is_written_once():
    writers = [_ids(path) for path in MODULES if ".commit()" in path.read_text()]

    assert writers == ["meetings/base/db.py"]


@pytest.mark.parametrize("path", MODULES, ids=_ids)
def test_imports_stand_at_the_top(path):
    inside = [
        node.lineno
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


def test_every_route_names_its_rule(app):
    without = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], "rule")
    ]

    assert without == []


def test_templates_hold_no_inline_style_or_script():
    guilty = [
        _ids(path)
        for path in (TOP / "templates").rglob("*.html")
        # Mail is read where no style sheet reaches it, and by no browser of ours.
        if path.parent.name != "notices"
        and any(sign in path.read_text() for sign in ('style="', "<style", "<script>", " onclick=", "hx-on", '"js:'))
    ]

    assert guilty == []


def test_days_are_typed_as_they_are_written_here():
    native = [path.name for path in (TOP / "templates").rglob("*.html") if 'type="date"' in path.read_text()]

    assert native == []


# A state has a question of its own (`conference.is_draft`), so that what it means is said once and tested as Python.
# The filters of a list stand in its address by name, and so do its chips; a block is a part of a mail.
NAMED = re.compile(
    r"\b(?!filters\.|asked\.|block\.)\w+(\.(state|kind|outcome|ending|reply|change|verdict|presence|channel)(\.value)?|\.value)"
    r" *(==|!=|in|not in) *[\"'(]"
)


def test_templates_ask_and_know_no_states_by_name():
    knowing = [_ids(path) for path in (TOP / "templates").rglob("*.html") if NAMED.search(path.read_text())]

    assert knowing == []
