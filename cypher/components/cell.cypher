// The components of a grid, as a map shows them: of what kind each is, how it is, where it stands.
// params: grid: str, limit: int
// returns: code: str, kind: str, kind_name: str, status: str | None, lon: float | None, lat: float | None
MATCH (:Grid {code: $grid})<-[:LOCATED_IN]-(c:Component)-[:OF_KIND]->(k:ComponentKind)
RETURN c.code AS code, k.code AS kind, k.name AS kind_name, c.status AS status,
  c.location.x AS lon, c.location.y AS lat
ORDER BY code
LIMIT $limit
