// The route, for a batch of issues at places. A row is either an issue, with the duties for it and the needs that it
// indicates, or a grid or area that contains a place asked for: once, with what it is part of, the workers who patrol
// it, the units that cover it and have a duty for one of the issues, and the services open to it that meet a need.
// issue: code, name, urgency, limit, limit_unit, urgent_limit, urgent_limit_unit, emergency_limit, emergency_limit_unit,
// duties (code, role, level, task, basis, kind, kind_name), needs (code, name).
// place: code, name, parents, workers (code, role), units (code, name, level, closed_on, kind), services (label, code,
// name, need, room, by: through, organisation, social_workers).
// params: issues: list[str], places: list[str]
// returns: issue: map | None, place: map | None
UNWIND $issues AS code
MATCH (i:Issue {code: code})
RETURN {
    code: i.code, name: i.name, urgency: i.urgency, limit: i.limit, limit_unit: i.limit_unit,
    urgent_limit: i.urgent_limit, urgent_limit_unit: i.urgent_limit_unit,
    emergency_limit: i.emergency_limit, emergency_limit_unit: i.emergency_limit_unit,
    duties: [(i)<-[:DUTY_FOR]-(d:Duty)-[:DUTY_OF]->(k:DepartmentKind)
      | {code: d.code, role: d.role, level: d.level, task: d.task, basis: d.basis, kind: k.code, kind_name: k.name}],
    needs: [(i)-[:INDICATES]->(n:Need) | {code: n.code, name: n.name}]
  } AS issue, null AS place
UNION ALL
UNWIND $issues AS code
MATCH (i:Issue {code: code})
UNWIND [(i)<-[:DUTY_FOR]-(:Duty)-[:DUTY_OF]->(k:DepartmentKind) | k.code] + [(i)-[:INDICATES]->(n:Need) | n.code] AS one
WITH collect(DISTINCT one) AS wanted
UNWIND $places AS code
MATCH (:Grid|Area {code: code})-[:PART_OF*0..8]->(a)
WITH DISTINCT a, wanted
RETURN null AS issue, {
    code: a.code, name: a.name, parents: [(a)-[:PART_OF]->(b) | b.code],
    workers: [(a)<-[p:PATROLS]-(w:GridWorker) | {code: w.code, role: p.role}],
    units: [(a)<-[:COVERS]-(u:Unit)-[:OF_KIND]->(k:DepartmentKind) WHERE k.code IN wanted
      | {code: u.code, name: u.name, level: u.level, closed_on: u.closed_on, kind: k.code}],
    services: [(a)<-[:SERVES]-(s)-[:MEETS]->(n:Need) WHERE n.code IN wanted
      | {label: labels(s)[0], code: s.code, name: s.name, need: n.code, room: s.capacity - s.used,
         by: [(s)-[t:PROVIDED_BY|WORKS_FOR]->(o:SocialOrganisation)
           | {through: type(t), organisation: o.name, social_workers: [(o)<-[:WORKS_FOR]-(w:SocialWorker) | w.code]}]}]
  } AS place
