"""The cover of a report in words: what it reports on, whose it is, how far it is, and its seal."""

from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from priorities.choices import Visibility
from priorities.reports.content import ReportContent, Text

from .cells import clean_text
from .days import days_in_words, moment_in_words
from .runs import Run, label_of, paragraphs, run, text_run
from .seal_words import report_state, seal_words, short_seal

Words = dict[str, Any]


def cover_words(content: ReportContent) -> Words:
    return {
        "plan": text_run(content.plan),
        "kind": _("Periodic report"),
        "heading": heading(content),
        "period": text_run(content.period),
        "days": days_in_words(content.starts_on, content.ends_on),
        "parties": parties_in_words(content),
        "state": report_state(content),
        "is_draft": content.seal is None,
        "notice": text_run(content.notice),
        "size": size(content),
        "edition": _edition(content),
        "facts": [{"label": label, "lines": [[line] for line in lines]} for label, lines in _facts(content)],
        "seal": seal_words(content.seal),
    }


def heading(content: ReportContent) -> str:
    if len(content.parties) > 1:
        return _("Progress on the shared priorities")
    return _("Progress on the priorities")


def parties_in_words(content: ReportContent) -> str:
    return " · ".join(clean_text(name) for _code, name in content.parties)


def size(content: ReportContent) -> str:
    """How many commitments and notes the report holds, and for whose eyes it was computed."""
    return " · ".join([*_numbers(content), _("audience: %(audience)s") % {"audience": audience(content)}])


def audience(content: ReportContent) -> str:
    names = dict(content.parties)
    return clean_text(names.get(content.audience) or label_of(Visibility, content.audience))


def _numbers(content: ReportContent) -> list[str]:
    commitments = ngettext("%(count)s commitment", "%(count)s commitments", content.total)
    notes = ngettext("%(count)s note in the period", "%(count)s notes in the period", content.notes_total)
    return [
        commitments % {"count": localize(content.total)},
        notes % {"count": localize(content.notes_total)},
    ]


def _edition(content: ReportContent) -> Words | None:
    """What an addendum says of itself: why it was made, and which report it takes the place of."""
    if content.edition == 1:
        return None
    replaced = content.seal.replaces_sha256 if content.seal else None
    replaces = _("In place of the report with the seal %(seal)s")
    return {
        "label": _("Addendum, edition %(number)d") % {"number": content.edition},
        "reason": paragraphs(Text(content.reason, content.reason_language)),
        "replaces": replaces % {"seal": short_seal(replaced)} if replaced else "",
    }


def _facts(content: ReportContent) -> list[tuple[str, list[Run]]]:
    """Label and lines, in the order in which a reader asks."""
    facts = [
        (pgettext("report", "Parties"), [parties_in_words(content)]),
        (_("Reporting period"), [days_in_words(content.starts_on, content.ends_on)]),
        (pgettext("report", "Holds"), [pgettext("between clauses", ", ").join(_numbers(content))]),
        (pgettext("report", "State"), [report_state(content), *_eyes(content)]),
        _making(content),
    ]
    return [(label, [run(line) for line in lines]) for label, lines in facts]


def _eyes(content: ReportContent) -> list[str]:
    """Whose eyes the figures are for, where that is not the public."""
    if content.audience not in dict(content.parties):
        return []
    return [_("audience: %(audience)s") % {"audience": audience(content)}]


def made(content: ReportContent) -> str:
    """How far the report is, when it was made and by whom, on one line."""
    if content.seal is None:
        moment = _("made %(moment)s") % {"moment": moment_in_words(content.made_at)}
        return f"{report_state(content)} · {moment}"
    return " · ".join([report_state(content), moment_in_words(content.seal.frozen_at), *_frozen_by(content)])


def _making(content: ReportContent) -> tuple[str, list[str]]:
    if content.seal is None:
        return pgettext("report", "Made"), [moment_in_words(content.made_at), _("not frozen, so not sealed")]
    return pgettext("report", "Frozen"), [moment_in_words(content.seal.frozen_at), *_frozen_by(content)]


def _frozen_by(content: ReportContent) -> list[str]:
    """The person and the secretariat; the organization alone where the report names nobody."""
    if content.seal is None:
        return []
    person, organization = clean_text(content.seal.frozen_by), clean_text(content.seal.organization)
    if person and organization:
        return [
            _("by %(person)s, %(organization)s") % {"person": person, "organization": organization},
        ]
    return [_("by %(person)s") % {"person": person or organization}] if person or organization else []
