"""The database's tables, and the names of the files in an index directory, each named once.

SQLite is the truth: all else in the directory can be deleted and is made again from it.
"""

from __future__ import annotations

DATABASE = "onrecord.sqlite3"
VECTORS = "vectors.faiss"
WORDS = "words.tantivy"
LOCK = "writing.lock"
LATEST = "latest-change"
CONVERSATIONS = "desk.sqlite3"

#: Raised with every change of the tables or of what stands in them (the analysis of text included).
SCHEMA_VERSION = 4

#: Older versions that can be read as they are, and are brought up to this one by the next update.
UPGRADED = frozenset({"3"})

#: What version 4 added: near_keys (``rag.near``) by which articles that are nearly the same are found;
#: digests of all that the index has of a file, by which damage is found; removed, what is kept out though
#: its file is there (``part`` of a file, or '' for all of a file or folder; ``id`` as it was called).
ADDED = """
CREATE TABLE near_keys (
    key INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (rowid) ON DELETE CASCADE,
    PRIMARY KEY (key, article)
) WITHOUT ROWID;
CREATE INDEX near_keys_article ON near_keys (article);

CREATE TABLE digests (
    file TEXT PRIMARY KEY REFERENCES files (path) ON DELETE CASCADE,
    digest BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE removed (
    path TEXT NOT NULL,
    part TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (path, part)
) WITHOUT ROWID;
"""

TABLES = (
    """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE roots (path TEXT PRIMARY KEY, given TEXT NOT NULL) WITHOUT ROWID;

-- A file as last read. status: 'read', 'skipped' (reason says why) or 'copy' (of the article that reason
-- names, which has the text text_sha256).
CREATE TABLE files (
    path TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('read', 'skipped', 'copy')),
    reason TEXT NOT NULL,
    text_sha256 TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE articles (
    rowid INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    file TEXT NOT NULL REFERENCES files (path) ON DELETE CASCADE,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    source TEXT NOT NULL,
    published TEXT NOT NULL,
    author TEXT NOT NULL,
    language TEXT NOT NULL,
    sha256 TEXT NOT NULL
);
CREATE INDEX articles_file ON articles (file);
CREATE INDEX articles_sha256 ON articles (sha256);
CREATE INDEX articles_published ON articles (published);
-- What is counted for every question is read from it alone, without the texts (rag.store.survey).
CREATE INDEX articles_counted ON articles (source, language);

-- Ids are never used again (AUTOINCREMENT), so a vector left in a checkpoint can be told from a new one.
-- sentences: JSON [[start, end], ...], offsets into the article's text like start and "end".
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (rowid) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    sentences TEXT NOT NULL,
    vector BLOB NOT NULL
);
CREATE INDEX passages_article ON passages (article);

-- The content words of a passage as the encoder has them in context (rag.late); none for some encoders.
CREATE TABLE passage_words (
    passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
    words BLOB NOT NULL
);

CREATE TABLE statements (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (rowid) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    speaker TEXT NOT NULL,
    mention TEXT NOT NULL,
    cue TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    negated INTEGER NOT NULL,
    date TEXT NOT NULL,
    role TEXT NOT NULL,
    mention_start INTEGER NOT NULL,
    mention_end INTEGER NOT NULL
);
CREATE INDEX statements_article ON statements (article);
-- With the role, so that the list of speakers is read from it alone (rag.store.survey).
CREATE INDEX statements_speaker ON statements (speaker, role);

-- Terms as rag.analysis gives them, joined by spaces; rowid is the passage's id.
CREATE VIRTUAL TABLE passage_terms USING fts5 (
    title, body, speaker, tokenize = "unicode61 remove_diacritics 0"
);
"""
    + ADDED
)
