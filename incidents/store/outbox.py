"""The table of mails to staff that are to be sent; apart from the others, since no door uses it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from incidents.core.mail import Kind, Problem, State
from incidents.store.base import NO_ROW_ORDER, Base, Id, by_value


class OutboxRow(Base):
    """A mail to a member of staff: whom and what kind, never a text. Its numbers are counted when it is sent."""

    __tablename__ = "outbox"

    id: Mapped[Id] = mapped_column(primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[Kind] = mapped_column(by_value(Kind))
    day: Mapped[date]
    state: Mapped[State] = mapped_column(by_value(State))
    tries: Mapped[int]
    # A half-hour: when it may be tried again, or when whoever claimed it has had it long enough.
    not_before: Mapped[datetime | None]
    problem: Mapped[Problem | None] = mapped_column(by_value(Problem))

    __table_args__ = (UniqueConstraint("staff_id", "kind", "day"), NO_ROW_ORDER)
