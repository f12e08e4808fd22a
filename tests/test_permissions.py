"""Who may do what, printed and compared: `pytest --print-permissions` writes the page anew for the review."""

from pathlib import Path

PAGE = Path(__file__).parent / "snapshots" / "permissions.txt"


def _name(rule):
    module = rule.__module__.removeprefix("meetings.").removesuffix(".rules")
    return f"{module}.{rule.__qualname__}"


def _lines(app):
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods))):
        if rule.endpoint == "static":
            continue
        methods = "/".join(sorted(rule.methods - {"HEAD", "OPTIONS"}))
        yield f"{methods:<9} {rule.rule:<64} {_name(app.view_functions[rule.endpoint].rule)}"


def test_who_may_do_what_is_as_reviewed(app, request):
    printed = "\n".join(_lines(app)) + "\n"
    if request.config.getoption("--print-permissions"):
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(printed)

    assert PAGE.read_text() == printed
