"""All pages of the desk, called in by name."""

from meetings.desk import appearance, heads, home, navigation, released, search
from meetings.desk.doors import bp

__all__ = ["appearance", "bp", "heads", "home", "navigation", "released", "search"]
