"""A report as it lies on the screen: the words of every format, beside the content that the screen draws itself."""

from django.http import HttpRequest
from django.urls import reverse

from priorities.choices import ReportPart
from priorities.models import Plan
from priorities.reports.content import AreaSection, ReportContent
from priorities.reports.exporters.report_words import report_words
from priorities.reports.exporters.summary_words import share
from priorities.reports.seals import grouped

# With more commitments than this, the screen shows one area at a time; the files hold all.
WHOLE = 400
FORMATS = {"pdf": "PDF", "docx": "DOCX", "xlsx": "XLSX", "csv": "CSV", "json": "JSON"}


def paper(request: HttpRequest, content: ReportContent) -> dict:
    """What the partials of a report expect."""
    words = report_words(content)
    shown = _areas_shown(request, content)
    return {
        "content": content,
        "words": words,
        "sections": [
            {
                "code": code,
                "label": ReportPart(code).label,
                "template": f"priorities/partials/report_{code}.html",
            }
            for code in words["parts"]
        ],
        "areas": [
            {"area": area, "words": said, "lines": _lines(area, said)}
            for area, said in zip(content.areas, words["areas"], strict=True)
            if area.code in shown
        ],
        "area_links": [
            {"area": area, "url": f"?area={area.code}#area-{area.code}", "current": area.code in shown}
            for area in content.areas
            if len(shown) < len(content.areas)
        ],
        "counts": [
            {"code": code, "number": number, "share": share(number, content.total)}
            for code, number in content.counts
        ],
        "gap_reasons": _gap_reasons(words["gaps"]["rows"]),
        "seal": _seal(content),
    }


def downloads(plan: Plan, slug: str, *, query: str = "", draft: bool = False) -> list[dict]:
    """The files of what stands at an address, the one for signing first."""
    name = "report-draft-export" if draft else "report-export"
    return [
        {"kind": kind, "label": label, "url": reverse(name, args=[plan.slug, slug, kind]) + query}
        for kind, label in FORMATS.items()
    ]


def _areas_shown(request: HttpRequest, content: ReportContent) -> set[str]:
    codes = [area.code for area in content.areas]
    if content.total <= WHOLE:
        return set(codes)
    asked = request.GET.get("area")
    return {asked if asked in codes else codes[0]}


def _lines(area: AreaSection, said: dict) -> list[dict]:
    """Each commitment of an area, and each of its notes, beside its words."""
    return [
        {"section": section, "said": line, "notes": list(zip(section.notes, line["notes"], strict=True))}
        for section, line in zip(area.commitments, said["commitments"], strict=True)
    ]


def _gap_reasons(rows: list[dict]) -> list[dict]:
    """What is missing for the same reason, together: on a screen nobody reads a reason thirty times."""
    groups: dict[tuple[str, str], dict] = {}
    for row in rows:
        place = (row["kind"], str(row["reason"]))
        group = groups.setdefault(place, {"kind": row["kind"], "reason": row["reason"], "rows": []})
        group["rows"].append(row)
    return list(groups.values())


def _seal(content: ReportContent) -> dict | None:
    seal = content.seal
    if seal is None:
        return None
    return {
        "sha256": grouped(seal.sha256),
        "previous": grouped(seal.previous_sha256) if seal.previous_sha256 else "",
        "replaces": grouped(seal.replaces_sha256) if seal.replaces_sha256 else "",
    }
