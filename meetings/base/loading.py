"""Rows that come along by a join, through aliases that all statements share.

SQLAlchemy makes an alias of the whole table, with a copy of each column, for every `joinedload` of every statement and
keeps it as long as the prepared statement: 90 kB each, of the 170 that such a statement takes in every worker. An alias
of our own is made once for a path and serves every statement that follows it.
"""

from functools import cache

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


@cache
def _alias(_steps, mapper):
    return aliased(mapper)
