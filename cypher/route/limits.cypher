// The name, time limits and urgency of each issue.
// params: issues: list[str]
// returns: issue: str, issue_name: str, limit: int, limit_unit: str, urgent_limit: int | None, urgent_limit_unit: str | None, emergency_limit: int | None, emergency_limit_unit: str | None, urgency: str
UNWIND $issues AS code
MATCH (i:Issue {code: code})
RETURN i.code AS issue, i.name AS issue_name, i.limit AS limit, i.limit_unit AS limit_unit,
  i.urgent_limit AS urgent_limit, i.urgent_limit_unit AS urgent_limit_unit,
  i.emergency_limit AS emergency_limit, i.emergency_limit_unit AS emergency_limit_unit, i.urgency AS urgency
