"""What a single value must be, whoever brings it."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# The easternmost civil time: a date that has not begun here has begun nowhere.
FIRST_ZONE = timezone(timedelta(hours=14))

# Django's sentence; its own Japanese for it asks for more words.
NO_NULL = gettext_noop("Null characters are not allowed.")

code = RegexValidator(r"\A[A-Z0-9][A-Z0-9./-]*\Z", _("Use capital letters, digits, hyphens and slashes."))
reference = RegexValidator(
    r"\A[A-Z0-9]+(-[A-Z0-9]+)+\Z",
    _("A reference looks like CJ21-ROL-03: capitals and digits, joined by hyphens."),
)
report_parts = RegexValidator(
    r"\A[a-z_]+(,[a-z_]+)*\Z", _("Write codes separated by commas, without spaces.")
)
standings = RegexValidator(r"\A[a-z_]+(,[a-z_]+)*\Z", _("Write codes separated by commas, without spaces."))
web_address = URLValidator(
    schemes=["http", "https"], message=_("Give a web address that begins with https://")
)


def latest_date_on_earth(now: datetime) -> date:
    """The newest calendar date that has begun somewhere at `now` (UTC+14)."""
    return now.astimezone(FIRST_ZONE).date()


def time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("“%(value)s” is not a time zone of the IANA list."), params={"value": value})


def local_date(zone: str, now: datetime) -> date:
    """The calendar date in `zone` at `now`."""
    return now.astimezone(ZoneInfo(zone)).date()


def no_nul(value: str) -> None:
    """PostgreSQL cannot store NUL, so neither database accepts it."""
    if "\x00" in value:
        raise ValidationError(_("This text contains a character that cannot be stored."))
