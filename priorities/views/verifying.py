"""Whether a report, on paper or as a file, is what was sealed. For everybody, about what they may read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from priorities import permissions
from priorities.choices import Verdict
from priorities.forms.verifying import VerifyForm
from priorities.models import Report
from priorities.reports.seals import grouped
from priorities.reports.verifying import Finding, check_file, check_seal, lookup_in
from priorities.words import text_of


# Nothing is written, so there is nothing to forge; and the page is the same for everybody, so it can be kept.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify_report(request: HttpRequest) -> HttpResponse:
    """The form, and what was found of the seal in the address or of the file that was sent."""
    if request.method == "POST":
        form = VerifyForm(request.POST, request.FILES)
    else:
        form = VerifyForm(request.GET) if request.GET.get("sha256") else VerifyForm()
    finding = _finding(request, form) if form.is_bound and form.is_valid() else None
    status = 422 if form.is_bound and finding is None else 200
    context = {"form": form, "verdicts": Verdict.choices} | _shown(finding)
    return render(request, "report_verify.html", context, status=status)


def _finding(request: HttpRequest, form: VerifyForm) -> Finding:
    seen = permissions.visible_to(request.user, Report.objects.filter(sha256__isnull=False))
    lookup = lookup_in(seen.select_related("period__plan"))
    if file := form.cleaned_data["file"]:
        return check_file(file.read(), lookup)
    return check_seal(form.cleaned_data["sha256"], lookup)


def _shown(finding: Finding | None) -> dict:
    if finding is None or finding.report is None:
        return {"finding": finding}
    report = finding.report
    return {
        "finding": finding,
        "report": report,
        "plan_title": text_of(report.period.plan, "title"),
        "period_title": text_of(report.period, "title"),
        "seal": grouped(report.sha256 or ""),
    }
