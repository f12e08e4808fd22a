"""All pages of units, called in by name."""

from meetings.units import keeping, pages
from meetings.units.doors import bp

__all__ = ["bp", "keeping", "pages"]
