// Retire issues: each of the given has a code and a reason. The first date stays; what replaced it before goes.
// params: gone: list[map], today: date
// returns: retired: int
UNWIND $gone AS each
MATCH (i:Issue {code: each.code})
SET i.retired_on = coalesce(i.retired_on, $today), i.retired_reason = each.reason
WITH i
OPTIONAL MATCH (i)-[old:REPLACED_BY]->(:Issue)
DELETE old
RETURN count(DISTINCT i) AS retired
