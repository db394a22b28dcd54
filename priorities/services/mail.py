"""Mail that a page does not wait for, so that how long it takes tells nobody whether there was any."""

import logging
from concurrent.futures import ThreadPoolExecutor

from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)
_postman = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


def send_soon(message: EmailMessage) -> None:
    """Send it from another thread. A failure is written to the log: there is nobody left to tell."""
    _postman.submit(_send, message)


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception:
        logger.exception("A message could not be sent")
