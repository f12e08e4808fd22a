"""Print for backup.sh and restore.sh where this installation keeps its things, as lines a shell can eval."""

import shlex

from sqlalchemy import make_url

from app import app


def places() -> dict[str, str]:
    """The folders, and either the SQLite file or PostgreSQL's variables: no password stands in `ps`."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    kind = url.get_backend_name()
    folders = {"kind": kind, "instance": app.instance_path, "files": app.config["FILES_FOLDER"]}
    return folders | ({"database": url.database} if kind == "sqlite" else _server(url))


def _server(url) -> dict[str, str]:
    parts = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port or url.query.get("port"),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    return {name: str(value) for name, value in parts.items() if value}


print("\n".join(f"export {name}={shlex.quote(value)}" for name, value in places().items()))
