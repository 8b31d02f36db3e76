// Every name by which a place is known, one row per label, code and name, with the base grids it lies in.
// An area lies in no grid of its own: it is routed by its code.
// params:
// returns: text: str, label: str, code: str, grids: list[str]
CALL () {
  MATCH (a:Area) RETURN 'Area' AS label, a AS n, [] AS grids
  UNION ALL
  MATCH (g:Grid) RETURN 'Grid' AS label, g AS n, [g.code] AS grids
  UNION ALL
  MATCH (r:Road)-[:RUNS_THROUGH]->(g:Grid) RETURN 'Road' AS label, r AS n, collect(g.code) AS grids
  UNION ALL
  MATCH (e:Estate)-[:LOCATED_IN]->(g:Grid) RETURN 'Estate' AS label, e AS n, collect(g.code) AS grids
  UNION ALL
  MATCH (b:Building)-[:LOCATED_IN]->(g:Grid) RETURN 'Building' AS label, b AS n, [g.code] AS grids
  UNION ALL
  MATCH (d:Address)-[:LOCATED_IN]->(g:Grid) RETURN 'Address' AS label, d AS n, [g.code] AS grids
  UNION ALL
  MATCH (s:Shop)-[:LOCATED_IN]->(g:Grid) RETURN 'Shop' AS label, s AS n, [g.code] AS grids
  UNION ALL
  MATCH (f:Enterprise)-[:LOCATED_IN]->(g:Grid) RETURN 'Enterprise' AS label, f AS n, [g.code] AS grids
  UNION ALL
  MATCH (c:CommunityService)-[:LOCATED_IN]->(g:Grid) RETURN 'CommunityService' AS label, c AS n, [g.code] AS grids
}
UNWIND [n.name] + coalesce(n.aliases, []) AS text
WITH text, label, n.code AS code, grids
WHERE text IS NOT NULL
RETURN text, label, code, grids
ORDER BY label, code, text
