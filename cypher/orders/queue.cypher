// The orders that wait for a person's decision, those due first.
// params: limit: int
// returns: code: str, created_at: datetime, deadline: datetime | None, urgency: str, text: str, reasons: list[str]
MATCH (w:WorkOrder {state: 'awaiting_decision'})-[:ANSWERS]->(r:Report)
RETURN w.code AS code, w.created_at AS created_at, w.deadline AS deadline, w.urgency AS urgency, r.text AS text,
  coalesce(w.reasons, []) AS reasons
ORDER BY CASE WHEN deadline IS NULL THEN 1 ELSE 0 END, deadline, code
LIMIT $limit
