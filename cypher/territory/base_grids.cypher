// The grids that no other grid is part of, with their boundaries: what a position falls into.
// params:
// returns: code: str, boundary: str
MATCH (g:Grid)
WHERE g.boundary IS NOT NULL AND NOT EXISTS { (:Grid)-[:PART_OF]->(g) }
RETURN g.code AS code, g.boundary AS boundary
ORDER BY code
