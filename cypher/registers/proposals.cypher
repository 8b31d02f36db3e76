// The proposals of an area's residents by how far they have come.
// params: area: str
// returns: state: str, proposals: int, budget: int
MATCH (:Area {code: $area})<-[:PART_OF*0..3]-(a:Area)<-[:IN_AREA]-(p:Proposal)
RETURN p.state AS state, count(p) AS proposals, sum(p.budget) AS budget
ORDER BY state
