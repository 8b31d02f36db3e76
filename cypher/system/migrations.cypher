// The migrations of the schema that were applied, oldest first.
// params:
// returns: code: str, name: str, applied_at: datetime
MATCH (m:Migration)
RETURN m.code AS code, m.name AS name, m.applied_at AS applied_at
ORDER BY code
