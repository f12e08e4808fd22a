"""pyproject.toml names every package that the code imports, and no other."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
OURS = {"app", "bench", "deploy", "meetings", "tests"} | {path.stem for path in (TOP / "scripts").glob("*.py")}
# Needed without an import of ours: what runs the program, what a database address names, what is fetched by name with
# its first use (gateways/official_days.py), and what openpyxl reads
# XML with where it is there.
WITHOUT_IMPORT = {"gunicorn", "psycopg", "holidays", "defusedxml"}
TOOLS = {"import-linter", "pytest-xdist", "ruff"}
LOCKS = ("requirements.lock", "requirements-test.lock")


def declared(*, extra=None):
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return {re.match(r"[\w-]+", line).group() for line in lines}


def imported(*folders):
    files = [file for folder in folders for file in (TOP / folder).rglob("*.py")]
    names = {name for file in files for name in _names(ast.parse(file.read_text("utf-8")))}
    foreign = names - set(sys.stdlib_module_names) - OURS
    owners = packages_distributions()
    return {owners[name][0].lower().replace("_", "-") for name in foreign}


def _names(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]
        elif _fetches_by_name(node):
            yield node.args[0].value.partition(".")[0]


def _fetches_by_name(node):
    """`Later("openpyxl")` and `import_module("flask_migrate")`: a library that comes with its first use."""
    named = isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Later", "import_module")
    return named and len(node.args) == 1 and isinstance(node.args[0], ast.Constant)


def test_the_program_declares_what_it_imports_and_no_more():
    assert imported("meetings", "scripts", "deploy") | WITHOUT_IMPORT == declared()


def test_the_tests_declare_what_only_they_import_and_no_more():
    program = declared()

    assert (imported("tests", "bench") | TOOLS) - program == declared(extra="test")


def test_each_locked_package_has_its_hash_and_no_host_is_named():
    for lock in LOCKS:
        text = (TOP / lock).read_text("utf-8")
        packages = re.split(r"\n(?=\S)", text.strip())

        assert [entry.partition("\n")[0] for entry in packages if "--hash=sha256:" not in entry] == []
        assert re.search(r"https?://|--index-url|--find-links", text) is None


def test_the_tests_run_on_the_versions_that_the_program_runs_on():
    versions = [re.findall(r"^[\w.-]+==\S+", (TOP / lock).read_text("utf-8"), re.M) for lock in LOCKS]

    assert set(versions[0]) - set(versions[1]) == set()


def test_no_lock_asks_for_a_python_of_one_full_version():
    """Ubuntu 22.04 has a release candidate of Python 3.11: no such marker is true of it, nothing would be installed."""
    asked = [line for lock in LOCKS for line in (TOP / lock).read_text("utf-8").split("\n") if "python_" in line]

    assert [line for line in asked if re.search(r"; .*python_(full_)?version", line)] == []
