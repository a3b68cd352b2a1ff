package store

var competenceRegister = register{table: "competence", column: "competence_id", key: "competence_id", owned: true, ids: competenceIDs}

// CompetenceEntry is a line of the register of competences.
type CompetenceEntry struct {
	UUID        string
	Agent       Found
	ServiceType int64
	Priority    int64
}

// PutCompetence writes a competence. One that was stopped stays so (S26).
func (i *ImportTx) PutCompetence(k CompetenceEntry) error {
	e, err := i.entry(competenceRegister, k.UUID, k.Agent.Partner)
	if err != nil {
		return err
	}
	_, taken, err := i.tx.c.Int(`SELECT 1 FROM competence WHERE partner = ?1 AND agent = ?2 AND service_type = ?3 AND stopped = 0 AND id <> ?4
    AND NOT EXISTS (SELECT 1 FROM competence WHERE partner = ?1 AND id = ?4 AND stopped = 1)`, k.Agent.Partner, k.Agent.ID, k.ServiceType, e.id)
	if err != nil {
		return err
	}
	if taken {
		return refuse("competence_id", "the agent has this line by another competence already")
	}
	e.set("agent", k.Agent.ID)
	e.set("service_type", k.ServiceType)
	e.set("prioritet", k.Priority)
	return e.save()
}
