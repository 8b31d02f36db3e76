// Take defects from the kinds that no longer have them; kept is what is given as "kind issue".
// params: keep: list[str]
// returns: deleted: int
MATCH (k:ComponentKind)-[r:HAS_DEFECT]->(i:Issue)
WHERE NOT k.code + ' ' + i.code IN $keep
DELETE r
RETURN count(*) AS deleted
