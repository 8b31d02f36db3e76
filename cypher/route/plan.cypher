// The route: from a place up PART_OF, from an issue along its duties and the needs it indicates, to what meets
// both: units of a kind that has a duty and that cover the place, services that meet a need and are open to it;
// and the grid workers who patrol it. Nearest first, as one row for each pair of issue and place; each place is
// climbed once, for all issues that are asked of it.
// found: rel, label, steps, climbs (names from the place to what is covered, served or patrolled), code, name, level,
// closed_on, role, meets, meets_name, room, through, organisation, social_workers.
// params: pairs: list[map]
// returns: issue: str | None, place: str, issue_name: str | None, limit: int | None, limit_unit: str | None, urgency: str | None, duties: list[map], found: list[map]
UNWIND $pairs AS pair
OPTIONAL MATCH (i:Issue {code: pair.issue})<-[:DUTY_FOR]-(d:Duty)-[:DUTY_OF]->(k:DepartmentKind)
WITH pair, i, collect(k) AS kinds,
  collect({code: d.code, role: d.role, level: d.level, basis: d.basis, kind: k.code}) AS duties
OPTIONAL MATCH (i)-[:INDICATES]->(n:Need)
WITH pair, i, duties, kinds, collect(n) AS needs
WITH pair.place AS place, collect({
    issue: pair.issue, name: i.name, limit: i.limit, limit_unit: i.limit_unit, urgency: i.urgency, duties: duties,
    kinds: [k IN kinds | k.code], needs: [n IN needs | n.code]
  }) AS asked, collect(kinds + needs) AS lists
WITH place, asked, reduce(all = [], list IN lists | all + list) AS wanted
MATCH p = (:Grid|Area {code: place})-[:PART_OF*0..8]->(a)
WITH place, asked, wanted, a, min(length(p)) AS steps, collect([stop IN nodes(p) | stop.name]) AS climbs
OPTIONAL MATCH (a)<-[r:COVERS|PATROLS|SERVES]-(x)
OPTIONAL MATCH (x)-[:OF_KIND|MEETS]->(m)
WHERE m IN wanted
WITH place, asked, steps, climbs, r, x, m
WHERE m IS NOT NULL OR type(r) = 'PATROLS' OR steps = 0
OPTIONAL MATCH (x)-[t:PROVIDED_BY|WORKS_FOR]->(o:SocialOrganisation)
WITH place, asked, steps, climbs, r, x, m, t, o
ORDER BY steps, x.code, m.code
WITH place, asked, collect(
  CASE WHEN m IS NOT NULL OR type(r) = 'PATROLS' THEN {
    rel: type(r), label: CASE WHEN x:Unit THEN 'Unit' ELSE labels(x)[0] END, steps: steps, climbs: climbs, code: x.code, name: x.name, level: x.level,
    closed_on: x.closed_on, role: r.role, meets: m.code, meets_name: m.name, room: x.capacity - x.used,
    through: type(t), organisation: o.name, social_workers: CASE WHEN o IS NULL THEN [] ELSE [(o)<-[:WORKS_FOR]-(w:SocialWorker) | w.code] END
  } END) AS all
UNWIND asked AS ask
RETURN ask.issue AS issue, place, ask.name AS issue_name, ask.limit AS limit, ask.limit_unit AS limit_unit,
  ask.urgency AS urgency, ask.duties AS duties, [item IN all WHERE item.rel = 'PATROLS'
    OR (item.rel = 'COVERS' AND item.meets IN ask.kinds) OR (item.rel = 'SERVES' AND item.meets IN ask.needs)] AS found
