// Every issue of the graph, also the retired ones, with what replaces them: code, kind and reason of each, by code.
// params:
// returns: code: str, name: str, retired_on: date | None, reason: str | None, into: list[map]
MATCH (i:Issue)
OPTIONAL MATCH (i)-[r:REPLACED_BY]->(n:Issue)
WITH i, r, n
ORDER BY n.code
WITH i, collect(CASE WHEN n IS NOT NULL THEN {code: n.code, kind: r.kind, reason: r.reason} END) AS into
RETURN i.code AS code, i.name AS name, i.retired_on AS retired_on, i.retired_reason AS reason, into
ORDER BY code
