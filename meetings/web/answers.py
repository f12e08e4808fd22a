"""Answers that are files made here: PDF, sheets, calendars."""

from io import BytesIO

from flask import send_file

from meetings.web import files

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pdf(content: bytes, name: str, *, download=False):
    """A PDF, shown in the browser unless `download`."""
    return _file(content, name, "application/pdf", download)


def xlsx(content: bytes, name: str):
    """A workbook to keep."""
    return _file(content, name, XLSX, True)


def csv(content: bytes, name: str):
    """A table as text to keep."""
    return _file(content, name, "text/csv", True)


def calendar(content: bytes, name: str):
    """A calendar file (RFC 5545)."""
    return _file(content, name, "text/calendar", True)


def _file(content, name, content_type, download):
    return files.named(send_file(BytesIO(content), content_type, as_attachment=download, download_name=name), name)
