// How many of an area's elders live where a service of these kinds is open to them: one that serves their grid or
// what contains it. Elders are the residents born in the year `born_by` or before.
// params: area: str, kinds: list[str], born_by: int
// returns: area: str, name: str, elders: int, covered: int, share: float | None
MATCH (a:Area {code: $area})
OPTIONAL MATCH (a)<-[:PART_OF*1..6]-(g:Grid)
WITH DISTINCT a, g
OPTIONAL MATCH (g)<-[:LOCATED_IN]-(:Address)<-[:LOCATED_IN]-(:Household)<-[:LIVES_IN]-(r:Resident)
WHERE r.birth_year <= $born_by
WITH a, g, count(r) AS elders
WITH a, elders, CASE WHEN EXISTS {
  MATCH (g)-[:PART_OF*0..6]->()<-[:SERVES]-(s:CommunityService) WHERE s.kind IN $kinds
} THEN elders ELSE 0 END AS covered
WITH a, sum(elders) AS elders, sum(covered) AS covered
RETURN a.code AS area, a.name AS name, elders, covered,
  CASE WHEN elders > 0 THEN toFloat(covered) / elders END AS share
