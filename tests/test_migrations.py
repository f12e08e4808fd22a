"""The steps lead to the models, forward and back, on the database under test."""

import pytest
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from meetings.base.db import db


@pytest.fixture
def bare(app):
    """The database without any table, put back afterwards."""
    db.session.remove()
    db.drop_all()
    yield
    db.session.remove()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    db.drop_all()
    db.create_all()


def test_the_steps_lead_to_the_models(bare):
    upgrade()

    check()


def test_the_steps_lead_back_to_nothing(bare):
    upgrade()
    downgrade(revision="base")

    assert inspect(db.engine).get_table_names() == ["alembic_version"]
