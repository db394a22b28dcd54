"""Settings that come from the environment, each with a type and a plain error."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on"}
NO = {"", "0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """True or False for the usual words; anything else is refused rather than guessed."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in YES:
        return True
    if value.lower() in NO:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def whole_number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def words(name: str) -> list[str]:
    """A list separated by commas; empty places are dropped."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def mail_server(name: str) -> dict[str, object]:
    """Django's e-mail settings from an address: smtp (587, STARTTLS), smtps (465), smtp+plain (25); none: the console."""
    url = urlsplit(os.environ.get(name, ""))
    if not url.scheme:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    ports = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
    if url.scheme not in ports or not url.hostname:
        raise ImproperlyConfigured(f"{name} must be like smtp://user:password@host, not {url.scheme}://…")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or ports[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp",
        "EMAIL_USE_SSL": url.scheme == "smtps",
    }


def secret_key(kept_in: Path, required: bool) -> str:
    """SECRET_KEY, or on a desk a random one kept in a file only its owner can read.

    `required` is for production, where a key that appears by itself on each machine
    would sign people out and break links without a word.
    """
    if key := os.environ.get("SECRET_KEY"):
        return key
    if required:
        raise ImproperlyConfigured(
            "Set SECRET_KEY: this is not a demonstration (DATABASE_URL or an https SITE_URL is set)."
        )
    if not kept_in.exists():
        key = secrets.token_urlsafe(64)
        try:
            kept_in.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return kept_in.read_text()
        except OSError:
            # Sessions then end with the process; the command that needs the folder says so itself.
            return key
        with os.fdopen(descriptor, "w") as file:
            file.write(key)
        return key
    return kept_in.read_text()
