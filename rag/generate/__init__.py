"""Writing an answer from evidence: by quoting under constraint, or freely with a chat model."""
