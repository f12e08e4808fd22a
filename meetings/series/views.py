"""All pages of series and templates, called in by name."""

from meetings.series import day_pages, series_pages, template_pages, use_pages
from meetings.series.doors import bp

__all__ = ["bp", "day_pages", "series_pages", "template_pages", "use_pages"]
