"""People, their posts in units, and how they sign in."""

import enum
from datetime import date, datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.base import clock
from meetings.base.db import Base, Identified, Versioned
from meetings.base.search import Named, Searchable
from meetings.base.vietnamese import fold
from meetings.units.models import Unit, UnitKind


class Role(enum.StrEnum):
    """What a post lets one do; how far is said by the post's unit."""

    ADMINISTRATOR = "administrator"
    SECRETARIAT = "secretariat"
    LEADER = "leader"
    SITE_OFFICER = "site_officer"
    MEMBER = "member"


class Post(Identified, Versioned, Base):
    """A position that a person holds in a unit, from a day until a day, with the role it carries."""

    __tablename__ = "post"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str]
    role: Mapped[Role]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]

    unit: Mapped[Unit] = relationship()
    person: Mapped["Person"] = relationship(back_populates="posts")

    @property
    def described(self) -> str:
        """The holder with position and unit, by which two of one name are told apart."""
        return f"{self.person.name}, {self.title}, {self.unit.short_name}"

    @property
    def placed(self) -> str:
        """The position with its unit, unless it says the unit itself: "Chủ tịch · UBND xã Vũ Quang"."""
        is_said = any(fold(name) in fold(self.title) for name in (self.unit.name, self.unit.short_name))
        return self.title if is_said else f"{self.title} · {self.unit.name}"

    def is_held_on(self, day: date) -> bool:
        """Whether the post is held on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    @property
    def acts_for_ids(self) -> set[int]:
        """The units in whose name the holder acts: his own, and for an office (văn phòng) its parent."""
        inside = self.unit.kind is UnitKind.OFFICE and self.unit.parent_id
        return {self.unit_id, self.unit.parent_id} if inside else {self.unit_id}

    @property
    def belongs_to_ids(self) -> set[int]:
        """The units whose conferences concern the holder: his own, and the body an office or division is part of."""
        inside = self.unit.kind in (UnitKind.OFFICE, UnitKind.DIVISION) and self.unit.parent_id
        return {self.unit_id, self.unit.parent_id} if inside else {self.unit_id}

    @property
    def reach(self) -> str:
        """The path below which the holder's role counts: the unit's, for an office that of the body it serves."""
        if self.unit.kind is UnitKind.OFFICE and self.unit.parent_id:
            return self.unit.path[: self.unit.path.rstrip("/").rfind("/") + 1]
        return self.unit.path


class Person(Identified, Versioned, Searchable, Named, UserMixin, Base):
    """Somebody who presides, attends or works here. With a `password_hash` he can sign in.

    `session_key` is part of every session: a new one signs the person out everywhere.
    """

    __tablename__ = "person"
    searched = ("name", "user_name", "email", "phone")

    name: Mapped[str]
    user_name: Mapped[str | None] = mapped_column(String(80), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    phone: Mapped[str] = mapped_column(default="")
    # Notices he has not opened, counted when his session is read.
    unread = 0

    password_hash: Mapped[str | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    session_key: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(5), default="vi")
    theme: Mapped[str] = mapped_column(String(5), default="auto")
    is_closed: Mapped[bool] = mapped_column(default=False)
    last_seen_at: Mapped[datetime | None]

    posts: Mapped[list[Post]] = relationship(back_populates="person", order_by="Post.id")

    def get_id(self) -> str:
        """What the session cookie holds: changes with the password, so that old sessions die."""
        return f"{self.id}.{self.session_key}"

    @property
    def is_active(self) -> bool:
        """Whether the person may sign in."""
        return not self.is_closed and self.password_hash is not None

    @property
    def has_account(self) -> bool:
        """Whether there is a name by which he signs in, or will once he was let in."""
        return not self.is_closed and bool(self.user_name or self.email)

    @property
    def current_posts(self) -> list[Post]:
        """The posts held today."""
        return [post for post in self.posts if post.is_held_on(clock.today())]

    @property
    def open_posts(self) -> list[Post]:
        """The posts held today or later."""
        return [post for post in self.posts if post.valid_until is None or post.valid_until >= clock.today()]

    def posts_as(self, *roles: Role) -> list[Post]:
        """The posts held today that carry one of `roles`."""
        return [post for post in self.current_posts if post.role in roles]

    @property
    def is_admin(self) -> bool:
        """Whether an administrator's post is held today."""
        return bool(self.posts_as(Role.ADMINISTRATOR))

    @property
    def position(self) -> str:
        """The title of the first post, as it stands under a name; empty without a post."""
        posts = self.current_posts
        return posts[0].title if posts else ""

    @property
    def unit_ids(self) -> set[int]:
        """The units whose conferences and directives concern the person."""
        return set().union(*(post.belongs_to_ids for post in self.current_posts))

    def acts_for(self, unit_id: int, *roles: Role) -> bool:
        """Whether the person may act in the name of the unit in one of `roles`."""
        return any(unit_id in post.acts_for_ids for post in self.posts_as(*roles))

    def keeps(self, unit: Unit) -> bool:
        """Whether the person looks after the unit's data: an administrator, or the secretariat whose post covers it."""
        return self.is_admin or self.reaches(unit, Role.SECRETARIAT)

    def reaches(self, unit: Unit, *roles: Role) -> bool:
        """Whether one of the person's posts in `roles` covers `unit` through the tree."""
        return any(unit.path.startswith(post.reach) for post in self.posts_as(*roles))


class SignInTry(Base):
    """How often signing in failed for one account or from one address since a moment; kept so that it counts for all
    processes. Rows older than the pause are removed."""

    __tablename__ = "sign_in_try"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime] = mapped_column(index=True)
