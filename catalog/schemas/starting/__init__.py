"""First drafts of schemas, from what somebody has already: a record, or a table's header."""
