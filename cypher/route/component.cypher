// Who maintains, owns and supervises each component, in this order of precedence, with its grid and the
// issues that its kind is concerned by.
// params: components: list[str]
// returns: component: str, name: str | None, kind: str, kind_name: str, grid: str, issues: list[str], rel: str, unit: str, unit_name: str, unit_kind: str, closed_on: date | None
UNWIND $components AS code
MATCH (c:Component {code: code})-[:OF_KIND]->(k:ComponentKind), (c)-[:LOCATED_IN]->(g:Grid)
MATCH (c)-[r:MAINTAINED_BY|OWNED_BY|SUPERVISED_BY]->(u:Unit)-[:OF_KIND]->(b:DepartmentKind)
RETURN c.code AS component, c.name AS name, k.code AS kind, k.name AS kind_name, g.code AS grid,
  COLLECT { MATCH (i:Issue)-[:CONCERNS]->(k) RETURN i.code ORDER BY i.code } AS issues,
  type(r) AS rel, u.code AS unit, u.name AS unit_name, b.code AS unit_kind, u.closed_on AS closed_on
ORDER BY component, CASE type(r) WHEN 'MAINTAINED_BY' THEN 0 WHEN 'OWNED_BY' THEN 1 ELSE 2 END, unit
