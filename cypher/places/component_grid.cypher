// The grid of each component; a component that is not in the register is missing from the answer.
// params: components: list[str]
// returns: component: str, grid: str
UNWIND $components AS code
MATCH (c:Component {code: code})-[:LOCATED_IN]->(g:Grid)
RETURN c.code AS component, g.code AS grid
