"""Meaning: vectors of texts, computed by workers, kept in the database, put into documents.

All of it is an extra (`numpy`, and a sentence model on disk): without them `encoding.encoder()` is
None, nothing here is done, and searching is by words alone.
"""
