// How the mediations of an area ended that were closed between two days, both included.
// params: area: str, since: date, until: date
// returns: ended: int, agreed: int, share: float | None
MATCH (:Area {code: $area})<-[:PART_OF*0..3]-(a:Area)<-[:IN_AREA]-(m:Mediation)
WHERE m.state IN ['agreed', 'failed'] AND m.closed_on >= $since AND m.closed_on <= $until
WITH count(m) AS ended, sum(CASE m.state WHEN 'agreed' THEN 1 ELSE 0 END) AS agreed
RETURN ended, agreed, CASE WHEN ended > 0 THEN toFloat(agreed) / ended END AS share
