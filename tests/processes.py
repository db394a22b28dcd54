"""Work on the database of a test in processes of their own: many started at once, or killed in the midst.

    python -m tests.processes ACTION ARGUMENT...

prints one line of JSON. It has one thread and forks, so that twenty processes cost little more than one.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

AT = datetime(2026, 5, 20, 9, 12, tzinfo=UTC)
MOST_READS = 8  # points between the reads of an action; there is one before each of its writes


# Called by tests


def in_processes(*arguments) -> dict:
    """What the action says of itself, done on the database that the test is using."""
    from django.conf import settings

    given = {"DATABASE_URL": database_url(), "DATABASE_POOL": "no", "SECRET_KEY": "only-for-tests"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.processes", *map(str, arguments)],
        cwd=settings.BASE_DIR,
        env=os.environ | given | {"DJANGO_SETTINGS_MODULE": "tracker.settings"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def database_url() -> str:
    from django.db import connection

    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    return f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


# What they do


def race(period: str, number: str) -> dict:
    """So many processes freeze the same report at the same moment: the seal that each was given."""
    gate, starter = os.pipe()
    answers = []
    for _each in range(int(number)):
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.close(starter)
            os.read(gate, 1)  # returns when the parent closes the other end
            os.write(writer, freeze(int(period)).encode())
            os._exit(0)
        os.close(writer)
        answers.append(reader)
    os.close(starter)
    seals = [os.fdopen(reader).read() for reader in answers]
    for _each in answers:
        os.wait()
    return {"seals": seals}


def killed(verb: str, period: str) -> dict:
    """The same action again and again, each time killed at another point, and what the database held after each.

    The first time it is killed before it commits, which tells how many statements there are; the last time after.
    """
    work: Callable[[int], str] = {"freeze": freeze, "mend": mend, "publish": publish}[verb]
    statements = _killed(work, int(period), "before the commit")
    reads = [number for number, is_write in enumerate(statements) if not is_write]
    points = {number for number, is_write in enumerate(statements) if is_write}
    points |= set(reads[:: max(1, len(reads) // MOST_READS)])
    left = [left_behind(int(period))]
    for point in sorted(points):
        _killed(work, int(period), point)
        left.append(left_behind(int(period)))
    _killed(work, int(period), "after the commit")
    return {"before": left, "after": left_behind(int(period))}


def _killed(work: Callable[[int], str], period: int, point: int | str) -> list[bool]:
    """Ends the action at the point, as a power cut would. Of each statement until then, whether it wrote."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        _work_until(point, work, period, writer)
    os.close(writer)
    with os.fdopen(reader) as told:
        statements = told.read()
    _pid, status = os.wait()
    assert os.WIFSIGNALED(status), (point, status)
    assert os.WTERMSIG(status) == signal.SIGKILL, (point, status)
    return [letter == "w" for letter in statements]


def _work_until(point: int | str, work: Callable[[int], str], period: int, writer: int) -> None:
    from django.db import connection

    statements: list[bool] = []
    commit = connection._commit

    def die() -> None:
        os.write(writer, "".join("w" if is_write else "r" for is_write in statements).encode())
        os.kill(os.getpid(), signal.SIGKILL)

    def count(execute, sql, params, many, context):
        if len(statements) == point:
            die()
        statements.append(sql.startswith(("INSERT", "UPDATE", "DELETE")))
        return execute(sql, params, many, context)

    def commit_and_die() -> None:
        if point == "before the commit":
            die()
        commit()
        die()

    connection._commit = commit_and_die
    with connection.execute_wrapper(count):
        work(period)
    os._exit(1)


def left_behind(period: int) -> list:
    """What is in the database of the report of a period, and whether all chains hold."""
    from django.db import connection

    from priorities.models import Report, ReportingPeriod
    from priorities.reports.chains import verify_chain
    from priorities.selectors.audit import verify_chains

    found = ReportingPeriod.objects.select_related("plan").get(pk=period)
    states = list(Report.objects.filter(period=found).order_by("edition").values_list("edition", "state"))
    faults = verify_chain(found.plan)
    faults += [str(each.broken) for each in verify_chains() if each.broken]
    connection.close()  # nobody forks with an open connection
    return [found.state, states, faults]


def freeze(period: int) -> str:
    from priorities.models import ReportingPeriod, User
    from priorities.services import reports

    by = User.objects.get(username="coordinator")
    report = reports.freeze_report(ReportingPeriod.objects.get(pk=period), by=by, now=AT)
    return report.sha256 or ""


def mend(period: int) -> str:
    from priorities.models import ReportingPeriod, User
    from priorities.services import reports

    by = User.objects.get(username="coordinator")
    found = ReportingPeriod.objects.get(pk=period)
    return reports.add_addendum(found, reason="A slip.", by=by, now=AT).sha256 or ""


def publish(period: int) -> str:
    from priorities.models import Report, User
    from priorities.services import reports

    by = User.objects.get(username="coordinator")
    return reports.publish_report(Report.objects.get(period=period), by=by, now=AT).sha256 or ""


if __name__ == "__main__":
    import django

    django.setup()
    action, *given = sys.argv[1:]
    print(json.dumps({"race": race, "killed": killed}[action](*given)))  # noqa: T201
