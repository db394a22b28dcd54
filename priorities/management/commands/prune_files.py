"""`manage.py prune_files`: throws away files of reports that were made long enough ago. `work` does it by itself."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from priorities.services import report_files


class Command(BaseCommand):
    help = "Throw away files of reports that were made more than REPORT_FILES_DAYS ago; they are made again when asked for."

    def handle(self, **options):
        gone = report_files.prune_files(now=timezone.now())
        self.stdout.write(f"{gone} files of reports thrown away.")
