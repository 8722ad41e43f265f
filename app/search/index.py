"""What the databases keep to find words: made by migrations, kept in step by the database itself.

SQLite: for each table a virtual table `<table>_fts` (FTS5) over it, and triggers. It knows no German endings; they
are put to the words that are looked for (`words.Word.forms`).

PostgreSQL: a column `fts` of each table that the database writes itself, with the words as they stand there, by which
beginnings are found, and with their German stems. It is not indexed in a table that belongs to spaces:
`@@` is not leakproof, so under row level security it is asked only of rows that the policy has let through, and
PostgreSQL uses no GIN index for it. A stored column is what makes that quick, an index on an expression would not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.search.words import Word
from app.tenancy import current_session

_SHADOWS = ("", "_data", "_idx", "_docsize", "_config")
# What the parser of PostgreSQL would take for a part of an address, a number or a path; FTS5 divides there, too.
_DIVIDING = "/.-_@:+&=~#%"
_COLUMN = "fts"


def is_part_of_an_index(name: str | None, kind: str) -> bool:
    """Say whether a table, column or index of the database belongs to the search, and so to no model."""
    if kind == "column":
        return name == _COLUMN
    if kind == "index":
        return (name or "").endswith(f"_{_COLUMN}")
    return kind == "table" and (name or "").endswith(tuple(f"_fts{shadow}" for shadow in _SHADOWS))


# --- for migrations


def create(table: str, dialect: str, *, title: str = "", text: str = "") -> list[str]:
    """Return the statements that index a table, with what is in it already.

    `title` and `text` are columns; what stands in the title counts for more. Whoever rebuilds a table on SQLite
    drops the index before and creates it afterwards: a table takes its triggers along when it goes.
    """
    if dialect == "postgresql":
        parts = [_weighted(column, weight) for column, weight in ((title, "A"), (text, "B")) if column]
        return [
            f"ALTER TABLE {table} ADD COLUMN {_COLUMN} tsvector GENERATED ALWAYS AS ({' || '.join(parts)}) STORED"
        ]
    columns = [column for column in (title, text) if column]
    index, names = f"{table}_fts", ", ".join(columns)
    new, old = (", ".join(f"{row}.{column}" for column in ("id", *columns)) for row in ("new", "old"))
    add = f"INSERT INTO {index}(rowid, {names}) VALUES ({new});"  # noqa: S608  # names of our own tables, in a migration
    remove = f"INSERT INTO {index}({index}, rowid, {names}) VALUES ('delete', {old});"  # noqa: S608
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{table}', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 2')",
        f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {remove} END",
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF {names} ON {table} BEGIN {remove} {add} END",
        f"INSERT INTO {index}({index}) VALUES ('rebuild')",  # noqa: S608
    ]


def quickened(table: str, dialect: str) -> list[str]:
    """Return the statements that let PostgreSQL find the words of a table by an index: only of one without a policy."""
    if dialect != "postgresql":
        return []
    return [f"CREATE INDEX ix_{table}_{_COLUMN} ON {table} USING gin ({_COLUMN})"]


def _weighted(column: str, weight: str) -> str:
    words = f"translate({column}, '{_DIVIDING}', '{' ' * len(_DIVIDING)}')"
    both = (f"to_tsvector('{config}'::regconfig, {words})" for config in ("german", "simple"))
    return f"setweight({' || '.join(both)}, '{weight}')"


def drop(table: str, dialect: str) -> list[str]:
    """Return the statements that take the index of a table away."""
    if dialect == "postgresql":
        return [f"ALTER TABLE {table} DROP COLUMN {_COLUMN}"]
    return [
        *(f"DROP TRIGGER {table}_fts_{happening}" for happening in ("insert", "delete", "update")),
        f"DROP TABLE {table}_fts",
    ]


# --- for questions


def matches(
    key: Any, words: Sequence[Word], *, whole: bool = False, column: str = ""
) -> sa.ColumnElement[bool]:
    """Return the criterion that all the words stand in a row of an indexed table.

    `key` is the id of its model. `whole`: not as the beginning of a longer word; `column`: in the title, which is
    this column. On SQLite it is a subquery for keys, on PostgreSQL a column of the row itself: in either case rows
    come through the model alone, and so within the scope.
    """
    table: str = key.class_.__tablename__
    if current_session().get_bind().dialect.name == "postgresql":
        query = _tsquery(words, whole=whole or bool(column), weight=":A" if column else "")
        return sa.literal_column(f"{table}.{_COLUMN}").op("@@", is_comparison=True)(query)
    index = sa.table(f"{table}_fts", sa.column("rowid"), sa.column(f"{table}_fts"))
    query = _fts5(words, whole=whole or bool(column))
    asked = f"{{{column}}} : ({query})" if column else query
    within: sa.ColumnElement[bool] = key.in_(
        sa.select(index.c.rowid).where(index.c[f"{table}_fts"].match(asked))
    )
    return within


WINDOW = 2000
"""So many of the newest rows PostgreSQL looks through before it asks the index: a frequent word is found there at
once, and of what is not frequent there the index names few rows."""


def newest(key: Any, words: Sequence[Word], *, before: int, most: int) -> list[int] | sa.Select[Any]:
    """Return the keys of the newest rows that contain all the words, or the statement for them: the highest keys first.

    Only for a table without a policy, which is `quickened`; `before`: below this key. SQLite's index is read from its
    end and no further than needed. PostgreSQL would guess from how frequent each word is how often they stand
    together, and read the whole table where they never do; so it is told where to look.
    """
    table: str = key.class_.__tablename__
    if current_session().get_bind().dialect.name != "postgresql":
        index = sa.table(f"{table}_fts", sa.column("rowid"), sa.column(f"{table}_fts"))
        found = index.c[f"{table}_fts"].match(_fts5(words, whole=False))
        statement = sa.select(index.c.rowid.label("id")).where(found, index.c.rowid < before)
        return statement.order_by(index.c.rowid.desc()).limit(most)
    rows = sa.table(table, sa.column("id", sa.Integer), sa.column(_COLUMN))
    latest = sa.select(rows.c.id, rows.c.fts).where(rows.c.id < before)
    latest_rows = latest.order_by(rows.c.id.desc()).limit(WINDOW).subquery()
    near = sa.select(latest_rows.c.id).where(*_each_in(latest_rows.c.fts, words))
    keys = list(current_session().scalars(near.order_by(latest_rows.c.id.desc()).limit(most)))
    if len(keys) == most:
        return keys
    far = sa.select(rows.c.id).where(rows.c.id < before, *_each_in(rows.c.fts, words))
    return far.order_by((rows.c.id + 0).desc()).limit(
        most
    )  # not by the primary key: by the index of the words


def _each_in(column: Any, words: Sequence[Word]) -> list[sa.ColumnElement[bool]]:
    """Return a criterion for each word: the index puts those together quicker than one for all of them."""
    return [column.op("@@", is_comparison=True)(_tsquery([word], whole=False)) for word in words]


def _fts5(words: Sequence[Word], *, whole: bool) -> str:
    def one(word: Word) -> str:
        beginnings = () if whole else word.beginnings
        # What a beginning finds anyway is not looked for a second time.
        meant = [f'"{form}"' for form in word.forms if not form.startswith(beginnings)]
        return " OR ".join([*meant, *(f'"{start}"*' for start in beginnings)])

    return " AND ".join(f"({one(word)})" for word in words)


def _tsquery(words: Sequence[Word], *, whole: bool, weight: str = "") -> Any:
    def one(word: Word) -> Any:
        meant = " | ".join(spelling + weight for spelling in word.spellings)
        starts = () if whole else word.beginnings
        typed = " | ".join(f"{start}:*" for start in starts) or meant
        # Whole words by their stems. Beginnings not: all that begins with the stem of "Mitte" is Mittwoch as well.
        return sa.func.to_tsquery("german", meant).op("||")(sa.func.to_tsquery("simple", typed))

    query = one(words[0])
    for word in words[1:]:
        query = query.op("&&")(one(word))
    return query
