// What each grid and area is directly part of: the tree that places are climbed in.
// params:
// returns: code: str, name: str, label: str, parent: str | None
CALL () {
  MATCH (g:Grid) OPTIONAL MATCH (g)-[:PART_OF]->(p:Grid)
  RETURN g.code AS code, g.name AS name, 'Grid' AS label, p.code AS parent
  UNION ALL
  MATCH (g:Grid)-[:PART_OF]->(p:Area)
  RETURN g.code AS code, g.name AS name, 'Grid' AS label, p.code AS parent
  UNION ALL
  MATCH (a:Area) OPTIONAL MATCH (a)-[:PART_OF]->(p:Area)
  RETURN a.code AS code, a.name AS name, 'Area' AS label, p.code AS parent
}
RETURN code, name, label, parent
ORDER BY code, parent
