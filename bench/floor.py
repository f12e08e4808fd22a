"""The floor of all measurements: a Flask page with one template and one query, under the same server and workers."""

import os

from flask import Flask, render_template
from sqlalchemy import create_engine, text

PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1><ul>{% for number in range(20) %}<li>{{ number }}: {{ title }}</li>{% endfor %}</ul>
</body></html>"""
QUESTION = text("SELECT title FROM conference WHERE id = :id")

app = Flask(__name__)
# Compiled once, as a template in a file is; `render_template_string` would compile it anew with every request.
TEMPLATE = app.jinja_env.from_string(PAGE)
engine = create_engine(os.environ["NHIP_CAU_DATABASE_URL"])


@app.get("/floor")
def floor():
    with engine.connect() as connection:
        title = connection.scalar(QUESTION, {"id": 1})
    return render_template(TEMPLATE, title=title)
