// A household: where it is, who lives there, and what needs it has. What identifies a person is not in the
// answer: it is sealed, and shown by revealing it.
// members: code, sex, birth_year, residence, the oldest first.
// params: code: str
// returns: code: str, tenure: str | None, address: str, address_name: str, grid: str, grid_name: str, members: list[map], needs: list[str]
MATCH (h:Household {code: $code})-[:LOCATED_IN]->(d:Address)-[:LOCATED_IN]->(g:Grid)
RETURN h.code AS code, h.tenure AS tenure, d.code AS address, d.name AS address_name, g.code AS grid, g.name AS grid_name,
  COLLECT {
    MATCH (h)<-[:LIVES_IN]-(r:Resident)
    WITH r ORDER BY r.birth_year, r.code
    RETURN {code: r.code, sex: r.sex, birth_year: r.birth_year, residence: r.residence}
  } AS members,
  COLLECT { MATCH (h)-[:HAS_NEED]->(n:Need) WITH n ORDER BY n.code RETURN n.code } AS needs
