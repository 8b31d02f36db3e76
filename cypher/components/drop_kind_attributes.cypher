// Take attributes from the kinds that no longer have them; kept is what is given as "kind attribute".
// params: keep: list[str]
// returns: deleted: int
MATCH (k:ComponentKind)-[r:HAS_ATTRIBUTE]->(a:Attribute)
WHERE NOT k.code + ' ' + a.code IN $keep
DELETE r
RETURN count(*) AS deleted
