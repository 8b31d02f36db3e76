// Delete the duties that are not among the given ones: those of an older version of the catalogue.
// params: keep: list[str]
// returns: deleted: int
MATCH (d:Duty)
WHERE NOT d.code IN $keep
DETACH DELETE d
RETURN count(*) AS deleted
