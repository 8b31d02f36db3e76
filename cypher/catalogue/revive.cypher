// Let issues that a new catalogue has again be as if they had never been retired.
// params: codes: list[str]
// returns: revived: int
UNWIND $codes AS code
MATCH (i:Issue {code: code})
SET i.retired_on = null, i.retired_reason = null
WITH i
OPTIONAL MATCH (i)-[old:REPLACED_BY]->(:Issue)
DELETE old
RETURN count(DISTINCT i) AS revived
