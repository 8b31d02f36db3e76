// Record a migration as applied.
// params: code: str, name: str, applied_at: datetime
// returns: code: str
MERGE (m:Migration {code: $code})
SET m.name = $name, m.applied_at = $applied_at
RETURN m.code AS code
