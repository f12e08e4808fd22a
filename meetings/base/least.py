"""The smaller of two values, for either database."""

from sqlalchemy import Numeric
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class Least(FunctionElement):
    """The smaller of two numbers; neither may be null alone, for there the databases differ."""

    type = Numeric(asdecimal=False)
    inherit_cache = True
    name = "least"


@compiles(Least)
def _least(element, compiler, **kw):
    return f"least({compiler.process(element.clauses, **kw)})"


@compiles(Least, "sqlite")
def _min(element, compiler, **kw):
    return f"min({compiler.process(element.clauses, **kw)})"
