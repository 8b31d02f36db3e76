// How many orders each unit leads and supports, the busiest first.
// params: limit: int
// returns: unit: str, name: str, leads: int, supports: int
MATCH (u:Unit)<-[a:ASSIGNED_TO]-(:WorkOrder)
WITH u, sum(CASE a.role WHEN 'lead' THEN 1 ELSE 0 END) AS leads,
  sum(CASE a.role WHEN 'support' THEN 1 ELSE 0 END) AS supports
RETURN u.code AS unit, u.name AS name, leads, supports
ORDER BY leads DESC, supports DESC, unit
LIMIT $limit
