// The ID card of a component: what it is, where, who answers for it, what its kind says of itself, and what
// can be reported of it. An attribute without a value is null.
// params: code: str
// returns: code: str, name: str | None, kind: str, kind_name: str, group: str, status: str | None, installed: date | None, lon: float | None, lat: float | None, grid: str, grid_name: str, bodies: list[map], attributes: list[map], defects: list[map]
MATCH (c:Component {code: $code})-[:OF_KIND]->(k:ComponentKind), (c)-[:LOCATED_IN]->(g:Grid)
RETURN c.code AS code, c.name AS name, k.code AS kind, k.name AS kind_name, k.group AS group,
  c.status AS status, c.installed AS installed, c.location.x AS lon, c.location.y AS lat,
  g.code AS grid, g.name AS grid_name,
  COLLECT {
    MATCH (c)-[r:SUPERVISED_BY|OWNED_BY|MAINTAINED_BY]->(u:Unit)
    WITH r, u ORDER BY CASE type(r) WHEN 'SUPERVISED_BY' THEN 0 WHEN 'OWNED_BY' THEN 1 ELSE 2 END, u.code
    RETURN {role: type(r), unit: u.code, name: u.name, phone: u.phone}
  } AS bodies,
  COLLECT {
    MATCH (c)-[:OF_KIND]->(:ComponentKind)-[:HAS_ATTRIBUTE]->(a:Attribute)
    WITH c, a ORDER BY a.code
    RETURN {property: a.property, name: a.name, value: c[a.property], unit: a.unit, required: a.required}
  } AS attributes,
  COLLECT {
    MATCH (c)-[:OF_KIND]->(:ComponentKind)-[d:HAS_DEFECT]->(i:Issue)
    WITH d, i ORDER BY i.code
    RETURN {issue: i.code, name: i.name, urgency: i.urgency, defects: d.defects}
  } AS defects
