// A kind of component: who normally answers for it, what its ID cards say, what can be wrong with it, and how
// many there are.
// params: kind: str
// returns: code: str, name: str, group: str, geometry: str, bodies: list[map], attributes: list[map], defects: list[map], components: int
MATCH (k:ComponentKind {code: $kind})
RETURN k.code AS code, k.name AS name, k.group AS group, k.geometry AS geometry,
  COLLECT {
    MATCH (k)-[r:NORMALLY_WITH]->(b:DepartmentKind)
    WITH r, b ORDER BY b.code
    RETURN {kind: b.code, name: b.name, roles: r.roles}
  } AS bodies,
  COLLECT {
    MATCH (k)-[:HAS_ATTRIBUTE]->(a:Attribute)
    WITH a ORDER BY a.code
    RETURN {
      property: a.property, name: a.name, type: a.type, unit: a.unit, required: a.required,
      values: coalesce(a.values, [])
    }
  } AS attributes,
  COLLECT {
    MATCH (k)-[d:HAS_DEFECT]->(i:Issue)
    WITH d, i ORDER BY i.code
    RETURN {issue: i.code, name: i.name, urgency: i.urgency, defects: d.defects}
  } AS defects,
  COUNT { (:Component)-[:OF_KIND]->(k) } AS components
