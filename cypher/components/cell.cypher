// The components of a grid as a map draws them, in one row and in no order; no more than the limit.
// components: code, kind (its code), status, lon, lat.
// params: grid: str, limit: int
// returns: components: list[map]
MATCH (:Grid {code: $grid})<-[:LOCATED_IN]-(c:Component)-[:OF_KIND]->(k:ComponentKind)
WITH c, k
LIMIT $limit
RETURN collect({code: c.code, kind: k.code, status: c.status, lon: c.location.x, lat: c.location.y}) AS components
