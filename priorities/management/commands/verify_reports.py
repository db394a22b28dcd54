"""`manage.py verify_reports`: every sealed report against its seal, and every chain of reports from its beginning."""

from django.core.management.base import BaseCommand, CommandError

from priorities.models import Plan, Report
from priorities.reports.chains import verify_chain


class Command(BaseCommand):
    help = "Check the seal of every frozen report, and that each names the one before it. Exits with 1 if one is broken."

    def add_arguments(self, parser):
        parser.add_argument("--plan", help="the address of one plan; all plans without it")

    def handle(self, *args, plan: str | None = None, **options):
        plans = Plan.objects.order_by("slug")
        if plan and not plans.filter(slug=plan).exists():
            raise CommandError(f"There is no plan {plan}.")
        broken = 0
        for each in plans.filter(slug=plan) if plan else plans:
            faults = verify_chain(each)
            broken += len(faults)
            sealed = Report.objects.filter(period__plan=each, sha256__isnull=False)
            last = sealed.filter(next=None).order_by("-pk").first()
            state = "whole" if not faults else f"{len(faults)} broken"
            self.stdout.write(
                f"{each.slug}: {sealed.count()} reports, {state}; ends in {last.sha256 if last else '-'}"
            )
            for fault in faults:
                self.stdout.write(f"  {fault}")
        if broken:
            raise CommandError(f"{broken} of the seals do not hold.")
