// What replaces retired issues today, over all versions since: the live issues at the end of the way, with the
// kinds of its steps. An issue that is in use is not in the answer; a retired one that nothing replaces has none.
// params: codes: list[str]
// returns: code: str, name: str, retired_on: date, reason: str | None, successors: list[map]
MATCH (i:Issue)
WHERE i.code IN $codes AND i.retired_on IS NOT NULL
OPTIONAL MATCH p = (i)-[:REPLACED_BY*1..8]->(n:Issue)
WHERE n.retired_on IS NULL
WITH i, n, [step IN relationships(p) | step.kind] AS kinds
ORDER BY n.code
WITH i, collect(CASE WHEN n IS NOT NULL THEN {code: n.code, name: n.name, kinds: kinds} END) AS successors
RETURN i.code AS code, i.name AS name, i.retired_on AS retired_on, i.retired_reason AS reason, successors
ORDER BY code
