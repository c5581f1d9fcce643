"""The tables of the record store, and the triggers that make them append-only.

A row can be neither changed nor written over. It can be deleted only if it is older than a date
that stands in ``retention``, and that table can only grow: every removal leaves a line that says
what was removed and when. Whoever can write the file can of course drop the triggers; keep the
folder to the account that the server runs under.
"""

from __future__ import annotations

_TABLES = """
CREATE TABLE answers (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    id TEXT NOT NULL,
    user TEXT NOT NULL,
    channel TEXT NOT NULL,
    asked TEXT,
    documents TEXT,
    index_version TEXT NOT NULL,
    clauses TEXT NOT NULL,
    verdicts TEXT NOT NULL,
    status TEXT NOT NULL,
    mode TEXT,
    model TEXT,
    sha256 TEXT,
    timings TEXT NOT NULL,
    program TEXT NOT NULL,
    answer TEXT
);
CREATE INDEX answers_by_id ON answers(id);
CREATE TABLE feedback (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    id TEXT NOT NULL,
    user TEXT NOT NULL,
    vote TEXT NOT NULL,
    comment TEXT NOT NULL,
    index_version TEXT NOT NULL,
    turn TEXT NOT NULL
);
CREATE TABLE retention (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    before TEXT NOT NULL,
    answers INTEGER NOT NULL,
    feedback INTEGER NOT NULL
);
"""

#: Not even INSERT OR REPLACE may write over a row: it deletes without asking the triggers.
_GUARD = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
_YOUNG = "WHEN NOT EXISTS (SELECT 1 FROM retention WHERE before > OLD.at)"

#: The documents that the visitor could see: each set once, however many answers were given over it.
_SETS = """
CREATE TABLE document_sets (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL,
    documents TEXT NOT NULL
);
CREATE INDEX document_sets_by_sha256 ON document_sets(sha256);
ALTER TABLE answers ADD COLUMN visible INTEGER REFERENCES document_sets(number);
CREATE INDEX answers_by_visible ON answers(visible) WHERE visible IS NOT NULL;
"""
_UNUSED = "WHEN EXISTS (SELECT 1 FROM answers WHERE visible = OLD.number)"

#: The reranker that had a hand in an answer: replaying asks the same one.
_RERANKER = "ALTER TABLE answers ADD COLUMN reranker TEXT;"

#: A question with its answer is an exchange; a turn is what one side says.
_EXCHANGE = "ALTER TABLE feedback RENAME COLUMN turn TO exchange;"

#: What leads from each format to the next; whoever reads takes all steps that are missing.
STEPS = (
    _TABLES
    + _GUARD.format(table="answers", when=_YOUNG)
    + _GUARD.format(table="feedback", when=_YOUNG)
    + _GUARD.format(table="retention", when=""),
    _SETS + _GUARD.format(table="document_sets", when=_UNUSED),
    _RERANKER,
    _EXCHANGE,
)
#: Raised when older code could misread what newer code writes.
FORMAT = len(STEPS)
