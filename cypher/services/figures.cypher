// The services that are in an area, by kind: how many, their places, the places taken, and a year's subsidies in yuan.
// params: area: str, year: int
// returns: kind: str | None, services: int, capacity: int, used: int, subsidy: int
MATCH (:Area {code: $area})<-[:PART_OF*1..6]-(g:Grid)<-[:LOCATED_IN]-(s:CommunityService)
WITH DISTINCT s
OPTIONAL MATCH (s)<-[:FUNDS]-(b:Subsidy {year: $year})
WITH s, sum(b.amount) AS subsidy
RETURN s.kind AS kind, count(s) AS services, sum(s.capacity) AS capacity, sum(s.used) AS used,
  sum(subsidy) AS subsidy
ORDER BY kind
