"""The seal of a report in words: what paper carries of it, and how a reader checks it."""

from typing import Any

from django.utils.translation import gettext as _

from priorities.choices import ReportState
from priorities.reports.content import ReportContent, Seal
from priorities.reports.seals import grouped

from .runs import web_address

SHORT = 16  # digits at the foot of a page: enough to tell two reports apart


def short_seal(sha256: str) -> str:
    """The first digits, as the foot of a page and a mention of another report give them: "9f2c 41ab 77d0 5e13 …"."""
    return f"{grouped(sha256[:SHORT])} …"


def foot_seal(seal: Seal | None) -> str:
    """What the foot of every page says beside the plan and the period."""
    if seal is None:
        return str(ReportState.DRAFT.label)
    return _("Seal %(seal)s") % {"seal": short_seal(seal.sha256)}


def seal_words(seal: Seal | None) -> dict[str, Any] | None:
    """The whole seal in groups of four, with the address where it is checked; None for a draft, which has none."""
    if seal is None:
        return None
    address = web_address(seal.verify_url)
    return {
        "label": _("Seal (SHA-256)"),
        "groups": grouped(seal.sha256).split(),
        "sentence": _("Any copy of this report can be checked against this seal."),
        "address": address,
        "qr_alt": _("QR code of the page that checks this report: %(address)s") % {"address": address},
    }


def report_state(content: ReportContent) -> str:
    """Live draft or frozen. Whether it is public was decided later, so it is not among the sealed words."""
    return _("Frozen") if content.seal else str(ReportState.DRAFT.label)


def checking(content: ReportContent) -> list[str]:
    """How a reader makes sure that a copy says what was sealed, in sentences for the method page."""
    if content.seal is None:
        return [
            _(
                "This is a live draft: it has no seal, and it changes with every accepted note until it is frozen."
            )
        ]
    sealed = _(
        "The seal is the SHA-256 of the report’s content in its canonical form (RFC 8785): one changed letter "
        "gives another seal. Every rendering, in every language, is made from that content alone."
    )
    check = _(
        "To check a copy, scan the code on the cover or open %(address)s and compare the seal, or give that page "
        "the JSON file of the report. Without the page, any software that computes SHA-256 over the canonical "
        "content of the file gives the same digits."
    )
    sentences = [sealed, check % {"address": content.seal.verify_url.split("?")[0]}]
    if content.seal.previous_sha256:
        chain = _(
            "The report frozen before this one has the seal %(seal)s; each report names the one before."
        )
        sentences.append(chain % {"seal": grouped(content.seal.previous_sha256)})
    return sentences
