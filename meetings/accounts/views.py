"""All pages of people, called in by name."""

from meetings.accounts import entrance, invite_pages, password_pages, people_pages, profile_pages, rights_page
from meetings.accounts.doors import bp

__all__ = ["bp", "entrance", "invite_pages", "password_pages", "people_pages", "profile_pages", "rights_page"]
