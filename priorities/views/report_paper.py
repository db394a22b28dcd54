"""A report as it lies on the screen: the words of every format, beside the content that the screen draws itself."""

from itertools import combinations

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_info

from priorities.choices import FileLayout, Language, ReportPart
from priorities.models import Plan
from priorities.reports.content import AreaSection, ReportContent
from priorities.reports.exporters.report_words import report_words
from priorities.reports.exporters.summary_words import share
from priorities.reports.seals import grouped

# With more commitments than this, the screen shows a page of one area at a time, and of lists their beginning; the files
# hold all.
WHOLE = 400
LISTED = 100
FORMATS = {"pdf": "PDF", "docx": "DOCX", "xlsx": "XLSX", "csv": "CSV", "json": "JSON"}


def paper(request: HttpRequest, content: ReportContent) -> dict:
    """What the partials of a report expect."""
    words = report_words(content)
    areas = [
        {"area": area, "words": said, "lines": _lines(area, said)}
        for area, said in zip(content.areas, words["areas"], strict=True)
    ]
    part = _Part(request, areas) if content.total > WHOLE else None
    gap_reasons = _gap_reasons(words["gaps"]["rows"])
    if part:
        areas = [part.area]
        part.shorten(words, gap_reasons)
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
        "areas": areas,
        "part": part,
        "counts": [
            {"code": code, "number": number, "share": share(number, content.total)}
            for code, number in content.counts
        ],
        "gap_reasons": gap_reasons,
        "seal": _seal(content),
    }


class _Part:
    """What the screen shows of a large report: one page of one area, as the address asks (`area`, `page`)."""

    def __init__(self, request: HttpRequest, areas: list[dict]):
        asked, self.query = request.GET.get("area"), request.GET.copy()
        chosen = next((each for each in areas if each["area"].code == asked), areas[0])
        paginator = Paginator(chosen["lines"], LISTED)
        page = paginator.get_page(request.GET.get("page"))
        self.code: str = chosen["area"].code
        self.area = chosen | {"lines": list(page.object_list)}
        self.areas = [
            {"area": each["area"], "url": self.address(each["area"].code), "current": each is chosen}
            for each in areas
        ]
        self.pages = [
            {"number": number, "url": self.address(self.code, number), "current": number == page.number}
            for number in paginator.page_range
        ]

    def address(self, area: str, page: int = 1) -> str:
        self.query["area"], self.query["page"] = area, str(page)
        return f"?{self.query.urlencode()}#area-{area}"

    def shorten(self, words: dict, gap_reasons: list[dict]) -> None:
        """Leave the beginning of each list, and the sources and assessments of what is shown."""
        for group in (*words["changes"]["groups"], *gap_reasons):
            group["left_out"] = max(0, len(group["rows"]) - LISTED)
            group["rows"] = group["rows"][:LISTED]
        shown = {line["section"].row.reference for line in self.area["lines"]}
        for list_of, name in (("assessments", "commitments"), ("sources", "groups")):
            words[list_of][name] = [each for each in words[list_of][name] if each["reference"] in shown]


def downloads(plan: Plan, slug: str, *, query: str = "", draft: bool = False) -> list[dict]:
    """The files of what stands at an address, the one for signing first."""
    name = "report-draft-export" if draft else "report-export"
    return [
        {"kind": kind, "label": label, "url": reverse(name, args=[plan.slug, slug, kind]) + query}
        for kind, label in FORMATS.items()
    ]


def more_downloads(plan: Plan, slug: str, *, audience: str = "", draft: bool = False) -> dict:
    """What else there is: all tables, and editions in two languages, the page's own first."""
    name = "report-draft-export" if draft else "report-export"
    addresses = {kind: reverse(name, args=[plan.slug, slug, kind]) for kind in ("zip", "pdf", "docx")}
    order = sorted(Language.values, key=lambda code: code != get_language())
    names = {code: get_language_info(code)["name_local"].capitalize() for code in order}
    if audience:
        addresses["zip"] += f"?audience={audience}"
    return addresses | {
        "pairs": [
            ("+".join(pair), " + ".join(names[code] for code in pair)) for pair in combinations(order, 2)
        ],
        "layouts": FileLayout.choices,
        "audience": audience,
    }


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
