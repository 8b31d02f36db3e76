"""One tree of errors.

Every error that a person may see is a `LiandongError`: its message says what, where and what to do.
Errors of libraries are mapped where they enter, with `raise … from`. `api` turns the tree into
problem+json, `cli` into one line and an exit code, each in one place.
"""


class LiandongError(Exception):
    """Base of all expected failures.

    Attributes:
        code: stable machine-readable kebab-case name.
        exit_code: the shell's status (1 failure, 2 wrong usage, 3 partly done).
        status: the HTTP status.
        hint: what to do next, appended to the message when present.
    """

    code = "failure"
    exit_code = 1
    status = 500

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message} {hint}".strip())


class SettingsError(LiandongError):
    """A setting is missing or makes no sense."""

    code = "settings"
    exit_code = 2


class DataError(LiandongError):
    """A file or row that was given cannot be used."""

    code = "bad-data"
    exit_code = 2
    status = 422


class NotFoundError(LiandongError):
    """What was asked for by name or code is not there."""

    code = "not-found"
    exit_code = 2
    status = 404


class QueryError(LiandongError):
    """A query file is malformed, or a query was called with wrong parameters."""

    code = "bad-query"
    exit_code = 2
    status = 400


class DatabaseError(LiandongError):
    """The database answered with an error."""

    code = "database"
    status = 502


class DatabaseUnavailableError(DatabaseError):
    """The database cannot be reached or cannot start."""

    code = "database-unavailable"
    status = 503


class QueryTimeoutError(DatabaseError):
    """A query ran longer than its time-out and was ended."""

    code = "query-timeout"
    status = 504


class ConstraintError(DatabaseError):
    """A write would break a constraint of the schema."""

    code = "constraint"
    status = 409


class SchemaVersionError(DatabaseError):
    """The graph's schema is newer than, or not yet at, what this program needs."""

    code = "schema-version"
    status = 503


class EngineError(DatabaseUnavailableError):
    """The embedded engine cannot start or has died."""

    code = "engine"
