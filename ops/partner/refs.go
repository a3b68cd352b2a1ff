package partner

import (
	"context"
	"errors"
	"strconv"

	"partnerapi/ops"
	"partnerapi/store"
)

// What operands refer to. Each kind finds only what the caller can see (T3), so
// an operand's type says whose rows it reaches.

type (
	// ownClient is a client of the current partner, deleted or not.
	ownClient struct{}
	// ownRegion is a region of partner_region_read.
	ownRegion struct{}
	// knownRegion is a region of the register, whoever may work there (S4).
	knownRegion struct{}
	// clientRegion is a region that a client may have: one of partner_region_read,
	// or the one that the client of the same call has (S4). Only the operands
	// together know which: see Resolve.
	clientRegion struct{ knownRegion }
	// anyRegion is whatever region there is; what is none matches nothing (S12).
	anyRegion struct{}
	// Kinds of contact, each for its register (S12).
	clientContactType  struct{}
	partnerContactType struct{}
	userContactType    struct{}
	// statisticsClient is an ownClient or one that the partner's statistics name (T3).
	statisticsClient struct{}
	// statisticsAgent is an agent of the partner, of one of its clients, or one that
	// the partner's statistics name (T3), active or not.
	statisticsAgent struct{}
	// serviceClient is an ownClient or one to whom the partner serves a service (T3).
	serviceClient struct{}
	// serviceAgent is an ownUserAgent or one for whom the partner serves a service
	// (T3).
	serviceAgent struct{}
	// ownClientUser is an employee of a client of the partner, deleted or not.
	ownClientUser struct{}
	// ownPartnerUser is an employee of the current partner, deleted or not.
	ownPartnerUser struct{}
	// ownUserAgent is an agent of a client of the partner, active or not.
	ownUserAgent struct{}
	// ownPartnerAgent is an agent of the current partner, active or not.
	ownPartnerAgent struct{}
	// availableLine is an own line, or an exported one that a contract of the
	// partner covers today (S14), deleted or not.
	availableLine struct{}
	// ownLine is a line of the current partner, deleted or not.
	ownLine struct{}
	// exportedLine is an own line or anybody's exported one (S15), deleted or not.
	exportedLine struct{}
	// knownLine is an own line or one that rows of the partner name or once named,
	// permissions, services, competences, calls and chats, deleted or not: what was
	// removed stays a known id (S14, S26).
	knownLine struct{}
	// lineOwner is a sharingPartner or one whose line is a knownLine (S14).
	lineOwner struct{}
	// removableLine is an exportedLine or a knownLine: a line whose owner exports
	// it no more can still be taken out of a contract.
	removableLine struct{}
	// anyRole is a role of role_read, named by its number (T6).
	anyRole struct{}
	// ownContract is a contract of the current partner, in force or not.
	ownContract struct{}
	// sharingPartner is the current partner or one with whom it shares (S13).
	sharingPartner struct{}
	// servedPartner is a sharingPartner or one whose clients client_vendor_read
	// shows (S16).
	servedPartner struct{}
	// exportedOwnLine is a line of the current partner that it exports (S16).
	exportedOwnLine struct{}
	// ownService is a service that the partner has sold, stopped or not (S17).
	ownService struct{}
	// seenService is a service that the partner has sold or serves, stopped or not
	// (S17, S26).
	seenService struct{}
	// ownCompetence is a competence of an agent of the current partner, stopped or
	// not (S26).
	ownCompetence struct{}
	// servingPartner is a partner that may serve the line of the same call. Only the
	// operands together know the line: see findServing. An unknown partner and one
	// that may not serve are refused at the same point.
	servingPartner struct{}
	// chatPerson is an employee of the partner, of one of its clients, or one with
	// whom the partner's chats were (T3), named itself or through one of its agents
	// (S20).
	chatPerson struct{}
	// ownClientPerson is an employee of a client of the partner, named itself or
	// through one of its agents (S21).
	ownClientPerson struct{}
	// chatLine is a knownLine, for which one of its services may stand (S20).
	chatLine struct{}
)

// noSuchRow gives the store's answer about an id that was looked up with the help of
// other operands the text of any unknown id (T3). Other errors stay as they are.
func noSuchRow(err error, operand string, f ops.Finder) error {
	if errors.Is(err, store.ErrNotFound) {
		return ops.NoSuch(operand, f)
	}
	return err
}

func (ownClient) Noun() string { return "клиент" }
func (ownClient) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindClient(ctx, uuid)
}

func (ownClient) Load(ctx context.Context, t *store.Tenant, uuid string) (store.Client, int64, error) {
	client, err := t.ClientByUUID(ctx, uuid)
	return client, client.ID, err
}

func (ownRegion) Noun() string { return "регион" }
func (ownRegion) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindRegion(ctx, uuid)
}

func (knownRegion) Noun() string { return ownRegion{}.Noun() }
func (knownRegion) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindKnownRegion(ctx, uuid)
}

func (anyRegion) Noun() string { return ownRegion{}.Noun() }
func (anyRegion) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindAnyRegion(ctx, uuid)
}

func (clientContactType) Noun() string {
	return "вид контактной информации клиента (contact_type_code = 1)"
}
func (clientContactType) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindContactType(ctx, store.ClientContactCode, uuid)
}

func (partnerContactType) Noun() string {
	return "вид контактной информации партнера (contact_type_code = 2)"
}
func (partnerContactType) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindContactType(ctx, store.PartnerContactCode, uuid)
}

func (userContactType) Noun() string {
	return "вид контактной информации сотрудника (contact_type_code = 3)"
}
func (userContactType) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindContactType(ctx, store.EmployeeContactCode, uuid)
}

func (statisticsClient) Noun() string { return ownClient{}.Noun() }
func (statisticsClient) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindStatisticsClient(ctx, uuid)
}

func (statisticsAgent) Noun() string { return "агент" }
func (statisticsAgent) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindStatisticsAgent(ctx, uuid)
}

func (serviceClient) Noun() string { return ownClient{}.Noun() }
func (serviceClient) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindServiceClient(ctx, uuid)
}

func (serviceAgent) Noun() string { return ownUserAgent{}.Noun() }
func (serviceAgent) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindServiceAgent(ctx, uuid)
}

func (ownClientUser) Noun() string { return "сотрудник клиента" }
func (ownClientUser) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindEmployee(ctx, store.OfClient, uuid)
}

func (ownPartnerUser) Noun() string { return "сотрудник партнера" }
func (ownPartnerUser) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindEmployee(ctx, store.OfPartner, uuid)
}

func (ownUserAgent) Noun() string { return "агент пользователя" }
func (ownUserAgent) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindAgentOf(ctx, store.OfClient, uuid)
}

func (ownPartnerAgent) Noun() string { return "агент партнера" }
func (ownPartnerAgent) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindAgentOf(ctx, store.OfPartner, uuid)
}

func (availableLine) Noun() string {
	return "вид абонемента (линия поддержки)"
}
func (availableLine) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindAvailableServiceType(ctx, uuid)
}

func (ownLine) Noun() string { return availableLine{}.Noun() }
func (ownLine) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindServiceType(ctx, uuid)
}

func (exportedLine) Noun() string { return availableLine{}.Noun() }
func (exportedLine) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindExportedServiceType(ctx, uuid)
}

func (knownLine) Noun() string { return availableLine{}.Noun() }
func (knownLine) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindKnownServiceType(ctx, uuid)
}

func (removableLine) Noun() string { return availableLine{}.Noun() }
func (removableLine) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	id, err := t.FindExportedServiceType(ctx, uuid)
	if errors.Is(err, store.ErrNotFound) {
		return t.FindKnownServiceType(ctx, uuid)
	}
	return id, err
}

func (anyRole) Noun() string { return "вид взаимоотношений" }
func (anyRole) Parse(text string) (string, bool) {
	_, err := strconv.ParseInt(text, 10, 64)
	return text, err == nil
}
func (anyRole) Find(ctx context.Context, t *store.Tenant, number string) (int64, error) {
	return t.FindRole(ctx, number)
}

func (ownContract) Noun() string { return "договор" }
func (ownContract) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindContract(ctx, uuid)
}

func (exportedOwnLine) Noun() string {
	return "экспортируемый вид абонемента (линия поддержки)"
}
func (exportedOwnLine) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindOwnExportedServiceType(ctx, uuid)
}

func (ownService) Noun() string { return "абонемент" }
func (ownService) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindService(ctx, uuid)
}

func (seenService) Noun() string { return ownService{}.Noun() }
func (seenService) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindSeenService(ctx, uuid)
}

func (ownCompetence) Noun() string { return "объект «компетенция»" }
func (ownCompetence) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindCompetence(ctx, uuid)
}

func (servingPartner) Noun() string {
	return "сервисный партнер по этому виду абонемента"
}
func (servingPartner) Find(context.Context, *store.Tenant, string) (int64, error) {
	return 0, nil
}

func (sharingPartner) Noun() string { return "партнер" }
func (sharingPartner) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindSharingPartner(ctx, uuid)
}

func (lineOwner) Noun() string { return sharingPartner{}.Noun() }
func (lineOwner) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindLineOwner(ctx, uuid)
}

func (servedPartner) Noun() string { return sharingPartner{}.Noun() }
func (servedPartner) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindServedPartner(ctx, uuid)
}

func (chatPerson) Noun() string { return "сотрудник или агент" }
func (chatPerson) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindChatPerson(ctx, uuid)
}

func (ownClientPerson) Noun() string {
	return "сотрудник клиента или его агент"
}
func (ownClientPerson) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindClientPerson(ctx, uuid)
}

func (chatLine) Noun() string { return availableLine{}.Noun() }
func (chatLine) Find(ctx context.Context, t *store.Tenant, uuid string) (int64, error) {
	return t.FindChatServiceType(ctx, uuid)
}
