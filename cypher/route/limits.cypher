// The name, time limit and urgency of each issue.
// params: issues: list[str]
// returns: issue: str, issue_name: str, limit: int, limit_unit: str, urgency: str
UNWIND $issues AS code
MATCH (i:Issue {code: code})
RETURN i.code AS issue, i.name AS issue_name, i.limit AS limit, i.limit_unit AS limit_unit, i.urgency AS urgency
