"""`manage.py verify_reports`: every sealed report against its seal, and every chain of reports from its beginning."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from priorities.choices import Verdict
from priorities.models import Plan, Report
from priorities.reports.chains import verify_chain
from priorities.reports.verifying import check_file, lookup_in

GENUINE = (Verdict.GENUINE, Verdict.SUPERSEDED)


class Command(BaseCommand):
    help = "Check the seal of every frozen report, and that each names the one before it; or the report files that are named. Exits with 1 if one does not hold."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, help="report files, in any format")
        parser.add_argument("--plan", help="the address of one plan; all plans without it")

    def handle(self, *args, files: list[Path], plan: str | None = None, **options):
        if files:
            self.check_files(files)
        else:
            self.check_chains(plan)

    def check_chains(self, plan: str | None):
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

    def check_files(self, files: list[Path]):
        lookup = lookup_in(Report.objects.filter(sha256__isnull=False).select_related("period"))
        others = 0
        for path in files:
            try:
                found = check_file(path.read_bytes(), lookup)
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror}") from error
            others += found.verdict not in GENUINE
            named = f" {found.report.slug}" if found.report else ""
            self.stdout.write(f"{path}: {found.verdict}{named}")
            for each in found.differences:
                self.stdout.write(f"  {each.place}: {each.sealed!r}, in the file {each.found!r}")
        if others:
            raise CommandError(f"{others} of the files are not as they were made here.")
