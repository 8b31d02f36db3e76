// How many of an area's residents from elsewhere have a residence permit.
// params: area: str
// returns: newcomers: int, permits: int, share: float | None
MATCH (:Area {code: $area})<-[:PART_OF*1..6]-(g:Grid)
WITH DISTINCT g
MATCH (g)<-[:LOCATED_IN]-(:Address)<-[:LOCATED_IN]-(:Household)<-[:LIVES_IN]-(r:Resident)
WHERE r.residence IN ['permit', 'floating']
WITH count(r) AS newcomers, sum(CASE r.residence WHEN 'permit' THEN 1 ELSE 0 END) AS permits
RETURN newcomers, permits, CASE WHEN newcomers > 0 THEN toFloat(permits) / newcomers END AS share
