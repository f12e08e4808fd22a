"""Working days: Monday to Friday without public holidays (Labour Code 2019, Art. 112).

The days that move (Tết, Giỗ Tổ, the day beside 2 September, days off in lieu) are fixed each year by official notice:
callers give them as `closed`.
"""

from collections.abc import Collection
from datetime import date, timedelta

FIXED = {(1, 1), (4, 30), (5, 1), (9, 2)}
CULTURE_DAY = (11, 24)  # "Ngày Văn hóa Việt Nam", a day off since 2026 (Resolution 80-NQ/TW)


def is_working_day(day: date, closed: Collection[date] = ()) -> bool:
    """Whether offices work on `day`."""
    if day.weekday() > 4 or day in closed or (day.month, day.day) in FIXED:
        return False
    return (day.month, day.day) != CULTURE_DAY or day.year < 2026


def working_day_after(day: date, number: int, closed: Collection[date] = ()) -> date:
    """The `number`-th working day after `day`, which itself is not counted."""
    while number:
        day += timedelta(days=1)
        number -= is_working_day(day, closed)
    return day
