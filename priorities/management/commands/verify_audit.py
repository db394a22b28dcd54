"""`manage.py verify_audit`: every audit chain from its beginning, and the first broken link of each."""

from django.core.management.base import BaseCommand, CommandError

from priorities.models import AuditEntry, Plan
from priorities.selectors.audit import ChainFinding, Fault, verify_chains


class Command(BaseCommand):
    help = (
        "Recompute every audit chain and name the first broken link of each. Ends with 1 where one is broken."
    )

    def add_arguments(self, parser):
        parser.add_argument("--plan", metavar="SLUG", help="only this plan's chain")
        parser.add_argument(
            "--noted",
            metavar="HASH",
            action="append",
            default=[],
            help="a hash that an earlier run ended in and that was noted elsewhere: it must still be in a chain. "
            "Finds an end cut off, or a chain written anew, by somebody who made the rest agree. May be repeated.",
        )

    def handle(self, *, plan, noted, **options):
        chosen = self.chosen_plan(plan)
        findings = broken = 0
        for finding in verify_chains(chosen):
            findings += 1
            broken += finding.broken is not None
            self.stdout.write(f"{name_of(finding)}: {words_for(finding)}")
        entries = AuditEntry.objects.filter(chain__plan=chosen) if chosen else AuditEntry.objects.all()
        lost = [each for each in noted if not entries.filter(hash=each).exists()]
        for each in lost:
            self.stdout.write(f"The noted hash {each} is in no chain: an end was cut off or written anew.")
        if broken or lost:
            raise CommandError(f"Broken chains: {broken} of {findings}. Noted hashes not found: {len(lost)}.")

    def chosen_plan(self, slug):
        try:
            return Plan.objects.get(slug=slug) if slug else None
        except Plan.DoesNotExist as error:
            raise CommandError(f"There is no plan {slug}.") from error


def name_of(finding: ChainFinding) -> str:
    if finding.chain.plan:
        return finding.chain.plan.slug
    gone = finding.broken and finding.broken.fault == Fault.NO_CHAIN
    return f"chain {finding.chain.pk}" if gone else "accounts"


def words_for(finding: ChainFinding) -> str:
    if finding.broken is None:
        return f"{finding.reached} entries, whole; ends in {finding.head}"
    return f"broken at number {finding.broken.sequence}: {finding.broken.fault.label}"
