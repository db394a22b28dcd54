"""Whether something failed because there is no room left to write: the machine's trouble, and nobody's mistake."""

import errno
import sqlite3

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
POSTGRESQL_DISK_FULL = "53100"


def is_full_disk(error: BaseException | None) -> bool:
    """Looks through what the error was raised from, as the database's own error is wrapped in Django's."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return True
        if getattr(error, "sqlstate", None) == POSTGRESQL_DISK_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False
