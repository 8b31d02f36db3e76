// Record what replaces retired issues: each of the given has a code and `into`, a list of code, kind and reason.
// params: gone: list[map]
// returns: replaced: int
UNWIND $gone AS each
UNWIND each.into AS next
MATCH (i:Issue {code: each.code})
MATCH (n:Issue {code: next.code})
MERGE (i)-[r:REPLACED_BY]->(n)
SET r.kind = next.kind, r.reason = next.reason
RETURN count(r) AS replaced
