// Which of the codes are grids or areas, and what they are called.
// params: codes: list[str]
// returns: code: str, name: str, label: str
CALL () {
  UNWIND $codes AS code MATCH (g:Grid {code: code}) RETURN g.code AS code, g.name AS name, 'Grid' AS label
  UNION ALL
  UNWIND $codes AS code MATCH (a:Area {code: code}) RETURN a.code AS code, a.name AS name, 'Area' AS label
}
RETURN code, name, label
