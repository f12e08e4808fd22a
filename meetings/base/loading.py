"""Rows that come along by a join, through aliases that all statements share.

SQLAlchemy makes an alias of the whole table, with a copy of each column, for every `joinedload` of every statement and
keeps it as long as the prepared statement: 90 kB each, of the 170 that such a statement takes in every worker. An alias
of our own is made once for a path and serves every statement that follows it.
"""

from functools import cache

from sqlalchemy import inspect
from sqlalchemy.orm import aliased, defer, joinedload, lazyload


def by_join(*path, without=()):
    """The option that loads what the `path` of relations leads to, each step by an outer join.

    `path` is relations, each of what the one before leads to: `by_join(Site.conference, Conference.organiser)`.
    `without` names relations and columns of the last that are left to be loaded when they are asked for.
    A path that begins at an alias of a single statement keeps that alias for ever: use `joinedload` there.
    """
    option, steps, entity = None, (), None
    for relation in path:
        steps += ((relation.parent, relation.key),)
        begin = relation if entity is None else getattr(entity, relation.key)
        entity = _alias(steps, relation.property.mapper)
        step = begin.of_type(entity)
        option = joinedload(step) if option is None else option.joinedload(step)
    left_out = (lazyload if hasattr(one.property, "mapper") else defer for one in without)
    return option.options(*(later(getattr(entity, one.key)) for later, one in zip(left_out, without, strict=True)))


def shared_alias(noun):
    """An alias of a mapped class that statements of several threads use at once: every alias that outlives a function.

    SQLAlchemy 2.1 looks columns of an alias up in an index that it fills at the first look, without a lock: who looks
    meanwhile does not find his column, and that is remembered. Statements of the alias are then refused, or ask the
    table itself, until the process ends. So the first look is here, before anybody else knows the alias.
    """
    alias = aliased(noun)
    inspect(alias).selectable.corresponding_column(inspect(noun).primary_key[0])
    return alias


@cache
def _alias(_steps, mapper):
    return shared_alias(mapper)
