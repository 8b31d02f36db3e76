// A work order with its plan as it was made, and its steps, oldest first.
// params: code: str
// returns: code: str, report: str, state: str, created_at: datetime, deadline: datetime | None, urgency: str, needs_human: bool, reasons: list[str], plan: str, steps: list[map]
MATCH (w:WorkOrder {code: $code})-[:ANSWERS]->(r:Report)
RETURN w.code AS code, r.code AS report, w.state AS state, w.created_at AS created_at, w.deadline AS deadline,
  w.urgency AS urgency, w.needs_human AS needs_human, coalesce(w.reasons, []) AS reasons, w.plan AS plan,
  COLLECT {
    MATCH p = (w)-[:NEXT*1..200]->(s:Step)
    RETURN {code: s.code, action: s.action, actor: s.actor, reason: s.reason, created_at: s.created_at}
    ORDER BY length(p)
  } AS steps
