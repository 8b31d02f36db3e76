// A report with its class, its place and its order; the text is masked.
// params: code: str
// returns: code: str, text: str, source: str | None, created_at: datetime, class_code: str | None, class_name: str | None, class_level: str | None, confidence: float | None, grid: str | None, area: str | None, component: str | None, place_names: list[str], order: str | None, state: str | None
MATCH (r:Report {code: $code})
OPTIONAL MATCH (r)-[c:CLASSIFIED_AS]->(k)
OPTIONAL MATCH (r)-[:AT]->(g:Grid)
OPTIONAL MATCH (r)-[:AT]->(a:Area)
OPTIONAL MATCH (r)-[:ABOUT]->(t:Component)
OPTIONAL MATCH (r)-[:FROM]->(s:Source)
OPTIONAL MATCH (w:WorkOrder)-[:ANSWERS]->(r)
RETURN r.code AS code, r.text AS text, s.code AS source, r.created_at AS created_at, k.code AS class_code,
  k.name AS class_name, labels(k)[0] AS class_level, c.confidence AS confidence, g.code AS grid, a.code AS area,
  t.code AS component, coalesce(r.place_names, []) AS place_names, w.code AS order, w.state AS state
