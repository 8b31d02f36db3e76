// The grid workers who patrol the grids that are directly part of each area, leads first.
// params: areas: list[str]
// returns: area: str, area_name: str, worker: str, role: str | None, grid: str, grid_name: str
UNWIND $areas AS code
MATCH (a:Area {code: code})<-[:PART_OF]-(g:Grid)<-[r:PATROLS]-(w:GridWorker)
RETURN a.code AS area, a.name AS area_name, w.code AS worker, r.role AS role, g.code AS grid, g.name AS grid_name
ORDER BY area, CASE role WHEN 'lead' THEN 0 ELSE 1 END, grid, worker
