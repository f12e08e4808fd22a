"""static/vendor/integrity.json: what was taken from elsewhere, and what each file must hash to."""

import base64
import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "static/vendor/integrity.json"
WATCHED = ("static/vendor", "static/fonts", "static/icons")
DRAWN_HERE = {"static/vendor/integrity.json"}


def digest(content: bytes, algorithm: str) -> str:
    """The hash as package managers and `integrity=` attributes write it: `sha384-…` in base 64."""
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def load() -> dict:
    """Each package's entry by its name; empty before the first run."""
    return json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}


def keep(name: str, **facts) -> None:
    """Write down one package: its facts, and the hash of each of its `files` (paths from the root)."""
    files = {path: digest((ROOT / path).read_bytes(), "sha384") for path in sorted(facts.pop("files"))}
    record = load() | {name: facts | {"files": files}}
    RECORD.parent.mkdir(parents=True, exist_ok=True)
    RECORD.write_text(json.dumps(dict(sorted(record.items())), indent=2, ensure_ascii=False) + "\n", "utf-8")


def faults() -> list[str]:
    """A sentence for each file that is missing, differs, or lies in a watched folder unrecorded."""
    expected = {path: sha for entry in load().values() for path, sha in entry["files"].items()}
    present = {path.relative_to(ROOT).as_posix() for path in _watched()} - DRAWN_HERE
    missing = [f"{path}: missing" for path in sorted(expected.keys() - present) if not (ROOT / path).exists()]
    unknown = [f"{path}: in no package of integrity.json" for path in sorted(present - expected.keys())]
    return missing + unknown + [fault for path, sha in expected.items() for fault in _changed(path, sha)]


def _watched() -> list[Path]:
    return [path for folder in WATCHED for path in (ROOT / folder).rglob("*") if path.is_file()]


def _changed(path: str, sha: str) -> list[str]:
    file = ROOT / path
    if not file.exists() or digest(file.read_bytes(), "sha384") == sha:
        return []
    return [f"{path}: its content is not what was vendored"]
