package store

import (
	"context"

	"partnerapi/store/internal/db"
)

// DefaultPriority is the priority of a competence when none is given (PartnerAPI
// 1.20 §4 competence_add).
const DefaultPriority = 3

// Competence says that an agent of the partner serves a line: a row of
// competence_read with its internal key.
type Competence struct {
	ID              int64
	UUID            string
	AgentUUID       string
	ServiceTypeUUID string
	Priority        int64
}

// CompetenceFilter selects competences; nil and zero select all (S24).
type CompetenceFilter struct {
	ID          int64
	Agent       int64
	ServiceType int64
	Priority    *int64
}

const competencesRead = `SELECT m.id, m.prioritet, concat_ws(char(31), m.competence_id, a.agent_id, l.service_type_id)
  FROM competence m JOIN agent a ON a.partner = m.partner AND a.id = m.agent JOIN service_type l ON l.id = m.service_type
  WHERE m.partner = ?1 AND m.stopped = 0`

// Competences reads the competences of the partner's agents that are not
// stopped, in order of creation.
func (t *Tenant) Competences(ctx context.Context, f CompetenceFilter) Seq[Competence] {
	s := t.selectRows(competencesRead)
	s.andKey("m.id", f.ID)
	s.andKey("m.agent", f.Agent)
	s.andKey("m.service_type", f.ServiceType)
	if f.Priority != nil {
		s.and("m.prioritet = ?", *f.Priority)
	}
	return streamSelection(ctx, t, s, "m.id", func(m *Competence) int64 { return m.ID }, func(r db.Row) Competence {
		m := Competence{ID: r.Int(0), Priority: r.Int(1)}
		r.Unpack(2, &m.UUID, &m.AgentUUID, &m.ServiceTypeUUID)
		return m
	}, nil)
}

// Competence returns one competence by its internal key, unless it is stopped.
func (t *Tenant) Competence(ctx context.Context, id int64) (Competence, error) {
	return single(t.Competences(ctx, CompetenceFilter{ID: id}))
}

// FindCompetence returns the id of a competence of the partner, stopped or not
// (S26); or ErrNotFound.
func (t *Tenant) FindCompetence(ctx context.Context, id string) (int64, error) {
	return t.find(ctx, `SELECT id FROM competence WHERE partner = ?1 AND competence_id = ?2`, id)
}

// AddCompetence assigns a line to an agent of the partner and returns the
// competence's internal key. The refusals are ErrLineDeleted, ErrAgentInactive,
// ErrEmployeeDeleted and ErrTaken (S18, S25).
func (tx *Tx) AddCompetence(agent, line, priority int64) (int64, error) {
	if err := tx.lineTakes(line); err != nil {
		return 0, err
	}
	if err := tx.agentTakes(OfPartner, 0, agent); err != nil {
		return 0, err
	}
	id, err := tx.ids.Take("competence")
	if err != nil {
		return 0, err
	}
	n, err := tx.c.Exec(`INSERT INTO competence (partner, id, competence_id, agent, service_type, prioritet) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
  ON CONFLICT DO NOTHING`, int64(tx.partner), id, newUUID(), agent, line, priority)
	return id, expectRow(n, err, ErrTaken)
}

// StopCompetence stops a competence of the partner. The refusal is ErrStopped
// (S26).
func (tx *Tx) StopCompetence(id int64) error {
	n, err := tx.c.Exec(`UPDATE competence SET stopped = 1 WHERE partner = ?1 AND id = ?2 AND stopped = 0`, int64(tx.partner), id)
	return expectRow(n, err, ErrStopped)
}
