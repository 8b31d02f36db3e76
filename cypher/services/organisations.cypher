// Social organisations, registered and recorded, for every 10,000 residents; social workers; members of volunteer teams.
// params:
// returns: residents: int, organisations: int, per_10000: float | None, social_workers: int, volunteers: int
OPTIONAL MATCH (t:VolunteerTeam)
WITH sum(t.members) AS volunteers
WITH volunteers, COUNT { MATCH (r:Resident) } AS residents, COUNT { MATCH (o:SocialOrganisation) } AS organisations,
  COUNT { MATCH (w:SocialWorker) } AS social_workers
RETURN residents, organisations,
  CASE WHEN residents > 0 THEN 10000.0 * organisations / residents END AS per_10000, social_workers, volunteers
