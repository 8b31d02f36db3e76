// How many of an area's decisions on the register were taken, and how many of them not before their assessment.
// params: area: str
// returns: decided: int, assessed: int, share: float | None
MATCH (:Area {code: $area})<-[:PART_OF*0..3]-(a:Area)<-[:IN_AREA]-(x:RiskAssessment)
WHERE x.decided_on IS NOT NULL
WITH count(x) AS decided, sum(CASE WHEN x.assessed_on <= x.decided_on THEN 1 ELSE 0 END) AS assessed
RETURN decided, assessed, CASE WHEN decided > 0 THEN toFloat(assessed) / decided END AS share
