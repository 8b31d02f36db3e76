// Delete the attributes that are not among the given ones: those of an older version of the catalogue.
// params: keep: list[str]
// returns: deleted: int
MATCH (a:Attribute)
WHERE NOT a.code IN $keep
DETACH DELETE a
RETURN count(*) AS deleted
