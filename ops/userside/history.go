package userside

import (
	"context"
	"strings"

	"partnerapi/internal/jsonvalue"
	"partnerapi/internal/money"
	"partnerapi/store"
)

type historyParams struct {
	ofCustomer
	From      Moment    `us:"date_from"`
	To        Moment    `us:"date_to"`
	RequestID RequestID `us:"request_id,clears"`
	Limit     ID        `us:"limit"`
	Offset    ID        `us:"offset"`
}

// abon_hist answers bookings and whatever else became of the customer; the
// misspelling is contract.
func history(ctx context.Context, c *Call, id int64, in *historyParams) (Answer, error) {
	entries := c.History(ctx, id, store.HistoryFilter{From: in.From.from(), To: in.To.to(), RequestID: in.RequestID.S})
	return listed(ctx, paged(entries, in.Offset.N, in.Limit.ptr()), func(b []byte, e *store.Entry) []byte {
		b = appendInt(append(b, `{"Id":`...), e.ID)
		b = jsonvalue.AppendString(append(b, `,"Typer":`...), e.Typer)
		b = c.clock.Append(append(b, `,"DateDo":`...), int64(e.Time))
		b = appendInt(append(b, `,"empoyee_id":`...), zero(e.Employee))
		b = money.Append(append(b, `,"BalansBefore":`...), e.Balance)
		b = money.Append(append(b, `,"Amount":`...), e.Amount)
		b = jsonvalue.AppendString(append(b, `,"Comment":`...), comment(e))
		return append(b, '}')
	})
}

// comment says in Russian what an entry is about. A booking speaks for itself,
// whatever an import calls it.
func comment(e *store.Entry) string {
	if e.Amount != 0 {
		return e.Comment
	}
	switch e.Typer {
	case store.EntryState:
		return "Статус: " + statusName(e.Was) + " → " + statusName(e.Became)
	case store.EntryTariff:
		return "Тариф: " + orNone(e.Was) + " → " + orNone(e.Became)
	case store.EntryService:
		if e.Was != "" {
			return "Услуга отключена: " + e.Was
		}
		return "Услуга подключена: " + e.Became
	case store.EntryBilling:
		return "Биллинг/абонент в нем: " + orNone(e.Was) + " → " + orNone(e.Became)
	case store.EntryArchive:
		return "Перевод в категорию «Бывшие абоненты», был статус: " + statusName(e.Was)
	case store.EntryRestore:
		return "Возврат из категории «Бывшие абоненты», статус: " + statusName(e.Became)
	case store.EntryEdit:
		return "Изменено: " + strings.ReplaceAll(e.Became, ",", ", ")
	case store.EntryMerge:
		return "Присоединен абонент " + e.Became
	}
	return e.Comment
}

func orNone(text string) string {
	if text == "" {
		return "нет"
	}
	return text
}

// statusName is a status, by its name in the store, for people.
func statusName(name string) string {
	if shown, ok := statusNames[name]; ok {
		return shown
	}
	return name
}

var statusNames = map[string]string{
	store.StatusWaiting.String():    "потенциальный",
	store.StatusActive.String():     "активен",
	store.StatusManualLock.String(): "пауза",
	store.StatusLimitLock.String():  "стоп (лимит)",
	store.StatusDebtLock.String():   "стоп (долг)",
	store.StatusArchive.String():    "бывший абонент",
}
