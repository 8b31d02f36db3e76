// How many residents of each grid were born in a year or before it, most first; grids without any are left out.
// params: born: int
// returns: grid: str, grid_name: str, elders: int
MATCH (r:Resident)-[:LIVES_IN]->(:Household)-[:LOCATED_IN]->(:Address)-[:LOCATED_IN]->(g:Grid)
WHERE r.birth_year <= $born
WITH g.code AS grid, count(*) AS elders
MATCH (g:Grid {code: grid})
RETURN grid, g.name AS grid_name, elders
ORDER BY elders DESC, grid
