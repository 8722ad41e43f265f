"""What the databases keep to find words: made by migrations, kept in step by the database itself.

SQLite: for each table a virtual table `<table>_fts` (FTS5) over it, and triggers. It knows no German endings; they
are put to the words that are looked for (`words.Word.forms`).

PostgreSQL: a column `fts` of each table that the database writes itself, with the words as they stand there, by which
beginnings are found, and with their German stems. It is not indexed:
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
    """Say whether a table or column of the database belongs to the search, and so to no model."""
    if kind == "column":
        return name == _COLUMN
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


def _fts5(words: Sequence[Word], *, whole: bool) -> str:
    def one(word: Word) -> str:
        meant = [f'"{form}"' for form in word.forms]
        return " OR ".join(meant if whole else [*meant, *(f'"{start}"*' for start in word.beginnings)])

    return " AND ".join(f"({one(word)})" for word in words)


def _tsquery(words: Sequence[Word], *, whole: bool, weight: str = "") -> Any:
    def one(word: Word) -> Any:
        meant = " | ".join(spelling + weight for spelling in word.spellings)
        starts = () if whole else word.beginnings
        typed = " | ".join([meant, *(f"{start}:*" for start in starts)])
        # Whole words by their stems. Beginnings not: all that begins with the stem of "Mitte" is Mittwoch as well.
        return sa.func.to_tsquery("german", meant).op("||")(sa.func.to_tsquery("simple", typed))

    query = one(words[0])
    for word in words[1:]:
        query = query.op("&&")(one(word))
    return query
