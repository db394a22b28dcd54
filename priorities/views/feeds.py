"""What a reader is told without coming to look: the reports that were published."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from priorities.models import Plan
from priorities.reports.seals import grouped
from priorities.selectors.reports import ReportFace, archive
from priorities.templatetags.priorities import day
from priorities.words import text_of

from .pages import get_visible_plan

NEWEST = 50


@require_safe
def report_feed(request: HttpRequest, plan_slug: str) -> HttpResponse:
    """The published reports of a plan. Whoever asks, it holds what everybody may read: feeds are passed on."""
    return PublishedReports()(request, plan_slug=plan_slug)


class PublishedReports(Feed):
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Plan:
        return get_visible_plan(request.user, kwargs["plan_slug"])

    def title(self, plan: Plan) -> str:
        return _("%(plan)s: reports") % {"plan": text_of(plan, "title")}

    def subtitle(self, plan: Plan) -> str:
        return str(text_of(plan, "notice"))

    def link(self, plan: Plan) -> str:
        return reverse("report-list", args=[plan.slug])

    def feed_guid(self, plan: Plan) -> str:
        return f"urn:commitment-tracker:{plan.slug}:reports"

    def items(self, plan: Plan) -> list[ReportFace]:
        published = archive(plan, user=AnonymousUser())
        return sorted(published, key=lambda face: face.report.published_at, reverse=True)[:NEWEST]

    def item_title(self, item: ReportFace) -> str:
        if item.report.edition == 1:
            return str(item.title)
        return _("%(period)s, edition %(number)d") % {"period": item.title, "number": item.report.edition}

    def item_description(self, item: ReportFace) -> str:
        report = item.report
        said = [
            report.reason,
            _("Frozen on %(day)s.") % {"day": day(report.frozen_at.date())},
            f"SHA-256 {grouped(report.sha256)}",
        ]
        return "\n".join(filter(None, said))

    def item_link(self, item: ReportFace) -> str:
        return reverse("report-detail", args=[item.report.period.plan.slug, item.slug])

    def item_guid(self, item: ReportFace) -> str:
        return f"urn:sha256:{item.report.sha256}"

    def item_pubdate(self, item: ReportFace) -> datetime:
        return item.report.published_at

    def item_updateddate(self, item: ReportFace) -> datetime:
        return item.report.published_at
