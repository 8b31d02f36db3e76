// Let issues no longer concern kinds that they do not; kept is what is given as "issue kind".
// params: keep: list[str]
// returns: deleted: int
MATCH (i:Issue)-[r:CONCERNS]->(k:ComponentKind)
WHERE NOT i.code + ' ' + k.code IN $keep
DELETE r
RETURN count(*) AS deleted
