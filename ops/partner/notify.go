package partner

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"partnerapi/internal/dialguard"
	"partnerapi/internal/mail"
	"partnerapi/ops"
	"partnerapi/store"
)

// Mail says how account_access_email_notify sends its letters (S21).
type Mail struct {
	// Mailer hands them in; its Dial says which servers may be named. nil: none.
	Mailer *mail.Mailer
	// Letter is what is sent; nil means BuiltInLetter.
	Letter *Letter
	// Log is told why a server did not take a letter; nil means slog.Default().
	Log *slog.Logger
}

func (m Mail) operations() ops.Table {
	if m.Letter == nil {
		m.Letter = BuiltInLetter
	}
	if m.Log == nil {
		m.Log = slog.Default()
	}
	return ops.Table{ops.Define("account_access_email_notify", ops.External, m.notify, ops.Refuses("no_agent", "no_email", "no_mail", "port_not_allowed", "server_not_allowed"))}
}

type notifyOperands struct {
	Person   ops.RefTo[ownClientPerson] `op:"client_user_id"`
	Sender   ops.Text                   `op:"sender_email_address"`
	Login    ops.Text                   `op:"email_login"`
	Password ops.Text                   `op:"email_password,secret"` // used for this call alone: not logged, not stored (S21)
	Server   ops.Text                   `op:"smtp_server"`
	Port     ops.Int                    `op:"smtp_port"`
	SSL      ops.Bool                   `op:"ssl_encryption"`
}

// PartnerAPI 1.20 §4 account_access_email_notify: true when the server took the
// letter, false when it did not (S21).
func (m Mail) notify(ctx context.Context, c *ops.Call, in *notifyOperands) (ops.Flag, error) {
	if m.Mailer == nil {
		return false, &ops.Error{Kind: ops.Unavailable, Code: "no_mail", Text: "Отправка писем не настроена"}
	}
	letter, err := m.compose(ctx, c, in)
	if err != nil {
		return false, err
	}
	letter.From = in.Sender.S
	err = m.Mailer.Send(ctx, mail.Server{
		Host: in.Server.S, Port: int(in.Port.N), TLS: in.SSL.B, Login: in.Login.S, Password: mail.Secret(in.Password.S),
	}, letter)
	var not *mail.NotSent
	if errors.As(err, &not) {
		// Neither the server's name nor its address: they are operands.
		m.Log.LogAttrs(ctx, slog.LevelInfo, "letter not sent", slog.String("request_id", c.RequestID), slog.String("partner", c.PartnerID),
			slog.String("step", not.Step), slog.String("reason", not.Reason), slog.Int("code", not.Code), slog.String("enhanced", not.Enhanced))
		return false, nil
	}
	return err == nil, mailRefusal(err)
}

// compose writes the letter to an employee about the agent that is named, else
// about its newest active one.
func (m Mail) compose(ctx context.Context, c *ops.Call, in *notifyOperands) (letter mail.Message, err error) {
	agent, err := m.agent(ctx, c, in)
	if err != nil {
		return letter, err
	}
	if letter.To, err = c.EmployeeEmail(ctx, in.Person.ID); err != nil {
		return letter, err
	}
	if letter.To == "" {
		return letter, conflict("no_email", "client_user_id", "Операнд client_user_id: у сотрудника не указан адрес электронной почты")
	}
	a := access{Number: agent.Number}
	if a.Name, err = c.PersonName(ctx, in.Person.ID); err != nil {
		return letter, err
	}
	if a.Password, err = c.AgentPassword(&agent); err != nil {
		return letter, err
	}
	letter.Subject, letter.Body, err = m.Letter.write(a)
	return letter, err
}

func (m Mail) agent(ctx context.Context, c *ops.Call, in *notifyOperands) (agent store.Agent, err error) {
	id, err := c.FindAgentOf(ctx, store.OfClient, in.Person.UUID)
	if err == nil {
		return c.Agent(ctx, store.OfClient, id)
	}
	if !errors.Is(err, store.ErrNotFound) {
		return agent, err
	}
	active := true
	agents, err := store.All(c.Agents(ctx, store.AgentFilter{Side: store.OfClient, Employee: in.Person.ID, Active: &active}))
	if err != nil {
		return agent, err
	}
	if len(agents) == 0 {
		return agent, conflict("no_agent", "client_user_id", "Операнд client_user_id: у сотрудника нет активных агентов")
	}
	return agents[len(agents)-1], nil
}

// mailFields says which operand a field of the letter or server comes from, and
// what is wanted there.
var mailFields = map[string]struct{ operand, want string }{
	"From":     {"sender_email_address", "ожидается адрес электронной почты, без переводов строки"},
	"To":       {"client_user_id", "в контактной информации сотрудника указан неверный адрес электронной почты"},
	"Host":     {"smtp_server", "ожидается имя или адрес сервера, без переводов строки"},
	"Port":     {"smtp_port", "ожидается номер порта от 1 до 65535"},
	"Login":    {"email_login", "значение содержит перевод строки или другой управляющий символ"},
	"Password": {"email_password", "значение содержит перевод строки или другой управляющий символ"},
}

// mailRefusal says which operand kept a letter from being sent at all. Nothing of
// what a name resolves to is told (S21).
func mailRefusal(err error) error {
	refuse := func(kind ops.ErrorKind, code, operand, text string) error {
		return &ops.Error{Kind: kind, Code: code, Operand: operand, Text: fmt.Sprintf("Операнд %s: %s", operand, text)}
	}
	var (
		bad     *mail.BadField
		refused *dialguard.Refusal
		unknown *net.DNSError
	)
	switch {
	case errors.As(err, &bad):
		if field, ok := mailFields[bad.Field]; ok {
			return refuse(ops.Invalid, "bad_value", field.operand, field.want)
		}
	case errors.As(err, &refused) && refused.Cause == dialguard.Port:
		return refuse(ops.Forbidden, "port_not_allowed", "smtp_port", "отправка через этот порт не разрешена")
	case errors.As(err, &refused) && refused.Cause == dialguard.Name:
		return refuse(ops.Invalid, "bad_value", "smtp_server", "ожидается имя или адрес сервера")
	case errors.As(err, &refused), errors.As(err, &unknown):
		// One answer: another would tell which internal names resolve.
		return refuse(ops.Forbidden, "server_not_allowed", "smtp_server", "сервер не найден или отправка через него не разрешена")
	}
	return err
}
