package store

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"strings"
	"time"

	"partnerapi/store/internal/db"
)

// Old rows of calls, sessions, SIP calls and chats may be archived and removed, by whole
// months (UTC). On PostgreSQL a month's partition is detached and dropped; on SQLite the
// month's rows are deleted in short transactions. A row is removed only once a complete
// archive has it as it is. So a run that was interrupted may be started again; at worst it
// archives some rows twice.

// ArchivedRegister is a register whose old rows can be archived.
type ArchivedRegister struct {
	register
	// text selects rows of the table %s or of a detached partition: their time, their key,
	// and the values of an import's line in the order of its keys.
	text string
}

// Kind is the name of the register in import.md.
func (r *ArchivedRegister) Kind() string { return r.table }

// ArchivedRegisters are all such registers.
var ArchivedRegisters = []*ArchivedRegister{
	{callRegister, `SELECT c.time, c.id, c.call_id, c.time, c.duration, p.partner_id, cl.client_id, s.agent_id, d.agent_id, l.service_type_id,
    c.call_status_id, c.remote_status_id, c.url_call_record
  FROM %s c JOIN partner p ON p.id = c.partner LEFT JOIN client cl ON cl.id = c.client LEFT JOIN agent s ON s.id = c.src_agent
    LEFT JOIN agent d ON d.id = c.dst_agent LEFT JOIN service_type l ON l.id = c.service_type`},
	{remoteSessionRegister, `SELECT c.time, c.id, c.session_id, c.time, c.duration, p.partner_id, cl.client_id, s.agent_id, d.agent_id, l.service_type_id,
    c.remote_access_result_id, c.remote_access_type_id
  FROM %s c JOIN partner p ON p.id = c.partner LEFT JOIN client cl ON cl.id = c.client LEFT JOIN agent s ON s.id = c.server_agent
    LEFT JOIN agent d ON d.id = c.dst_agent LEFT JOIN service_type l ON l.id = c.service_type`},
	{sipCallRegister, `SELECT c.time, c.id, c.call_id, p.partner_id, c.time, c.duration, c.duration_after_answer, a.agent_id, c.abonent, c.incoming, c.sip_call_status_id
  FROM %s c JOIN partner p ON p.id = c.partner LEFT JOIN agent a ON a.id = c.agent`},
	{chatMessageRegister, `SELECT c.time, c.id, c.message_id, p.partner_id, c.time, c.author_name, c.text, l.service_type_id,
    CASE WHEN c.service_type IS NOT NULL THEN e.employee_id END, CASE WHEN c.service_type IS NULL THEN e.employee_id END, f.employee_id, c.session_start
  FROM %s c JOIN partner p ON p.id = c.partner LEFT JOIN service_type l ON l.id = c.service_type
    JOIN employee e ON e.id = c.employee1 LEFT JOIN employee f ON f.id = c.employee2`},
}

// ArchivedRow is a row in the form of an import's line: a value for each of its keys, in
// their order. The row's own id is 16 bytes, a moment Unix seconds, a flag 0 or 1; nil is
// null.
type ArchivedRow []any

// Archive writes rows under a name and returns after they are durable. If there is an
// archive of that name, it is one of the same rows, and may be replaced.
type Archive func(name string, rows Seq[ArchivedRow]) error

// OldMonth is a month of a register with rows that retention would remove.
type OldMonth struct {
	First time.Time // UTC
	Rows  int64
}

// MonthsAgo returns the beginning (UTC) of the month so many months before the present one.
func (o Operator) MonthsAgo(months int) time.Time { return monthOf(o.s.Now()).AddDate(0, -months, 0) }

func monthOf(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// monthsAhead is for how many months after the present one partitions are made ahead.
const monthsAhead = 3

// PrepareMonths makes the partitions of the present month and the next ones, if the engine
// has partitions.
func (o Operator) PrepareMonths(ctx context.Context) error {
	return o.s.write(ctx, func(tx *Tx) error {
		months := []time.Time{monthOf(tx.Now)}
		for n := range monthsAhead {
			months = append(months, months[0].AddDate(0, n+1, 0))
		}
		return tx.db.MakePartitions(months...)
	})
}

// OldMonths returns the months of a register before a moment.
func (o Operator) OldMonths(ctx context.Context, of *ArchivedRegister, before time.Time) (list []OldMonth, err error) {
	from := firstInstant
	for {
		first, found, err := o.oldest(ctx, of, from, before)
		if err != nil || !found {
			return list, err
		}
		until := min(first.AddDate(0, 1, 0).Unix(), before.Unix())
		month := OldMonth{First: first}
		err = o.s.read(ctx, func(c *db.Conn) error {
			month.Rows, _, err = c.Int(`SELECT sum((SELECT count(*) FROM `+of.table+` c WHERE c.partner = p.id AND c.time >= ?1 AND c.time < ?2)) FROM partner p`, first.Unix(), until)
			return err
		})
		if err != nil {
			return list, err
		}
		list = append(list, month)
		from = Instant(until)
	}
}

// oldest returns the month of the first row between two moments.
func (o Operator) oldest(ctx context.Context, of *ArchivedRegister, from Instant, before time.Time) (month time.Time, found bool, err error) {
	err = o.s.read(ctx, func(c *db.Conn) error {
		_, err := c.One(`SELECT min((SELECT c.time FROM `+of.table+` c WHERE c.partner = p.id AND c.time >= ?1 AND c.time < ?2 ORDER BY c.time LIMIT 1)) FROM partner p`,
			[]any{from, before.Unix()}, func(r db.Row) {
				if first := r.OptInt(0); first != nil {
					month, found = monthOf(time.Unix(*first, 0)), true
				}
			})
		return err
	})
	return month, found, err
}

// Retire archives and removes the rows of a register that are before a moment, which must
// be the beginning of a month. It calls gone with the number of rows removed each time.
func (o Operator) Retire(ctx context.Context, of *ArchivedRegister, before time.Time, archive Archive, gone func(rows int64)) error {
	r := &retiring{o: o, of: of, before: before, archive: archive, gone: gone}
	partitioned := false
	if err := o.s.read(ctx, func(c *db.Conn) error {
		partitioned = c.Partitioned()
		return nil
	}); err != nil {
		return err
	}
	if partitioned {
		return r.partitions(ctx)
	}
	return r.rows(ctx)
}

// archiveID returns a part of an archive's name that no other archive has; later ones sort
// after earlier ones.
func archiveID() string { return strings.ReplaceAll(newUUID(), "-", "") }

// retiring is a run of Retire.
type retiring struct {
	o       Operator
	of      *ArchivedRegister
	before  time.Time
	archive Archive
	gone    func(rows int64)
}

// partitions archives and drops old partitions, first those that an earlier run has
// detached.
func (r *retiring) partitions(ctx context.Context) error {
	for {
		var retired []string
		err := r.o.s.read(ctx, func(c *db.Conn) (err error) {
			retired, err = c.Retired(r.of.table)
			return err
		})
		if err != nil {
			return err
		}
		for _, partition := range retired {
			if err := r.drop(ctx, partition); err != nil {
				return err
			}
		}
		if found, err := r.detach(ctx); err != nil || !found {
			return err
		}
	}
}

// detachTries is how often detaching a partition is tried, once a second, while an import or
// a server has the register locked.
const detachTries = 30

// detach detaches the oldest partition of the register, if it is old enough.
func (r *retiring) detach(ctx context.Context) (found bool, err error) {
	for try := 1; ; try++ {
		err = r.o.s.write(ctx, func(tx *Tx) error {
			var partition string
			if partition, found, err = tx.c.OldPartition(r.of.table, r.before.Unix()); err != nil || !found {
				return err
			}
			return tx.db.Retire(r.of.table, partition, archiveID())
		})
		switch {
		case !errors.Is(err, ErrUnavailable):
			return found, err
		case try == detachTries:
			return false, fmt.Errorf("%s is in use without a pause, as by an import in one transaction; the same command goes on from here: %w", r.of.table, err)
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return false, context.Cause(ctx)
		}
	}
}

// drop archives a detached partition and drops it.
func (r *retiring) drop(ctx context.Context, partition string) error {
	var rows int64
	count := func(*retiringRow) error { rows++; return context.Cause(ctx) }
	some := errors.New("there is a row")
	err := r.each(ctx, partition, int64(firstInstant), int64(lastInstant), func(*retiringRow) error { return some })
	if errors.Is(err, some) {
		err = r.archive(db.RetiredName(partition), func(yield func(*ArchivedRow) error) error {
			return r.each(ctx, partition, int64(firstInstant), int64(lastInstant), func(row *retiringRow) error {
				return errors.Join(count(row), yield(&row.values))
			})
		})
	}
	if err != nil {
		return err
	}
	if err := r.forget(ctx, partition); err != nil {
		return err
	}
	if err := r.o.s.write(ctx, func(tx *Tx) error { return tx.db.DropRetired(partition) }); err != nil {
		return err
	}
	r.gone(rows)
	return nil
}

// forgetAtOnce is how many ids a transaction removes from the directory. Writes of their
// partner wait for it.
const forgetAtOnce = 2000

// forget removes the ids of a partition's rows from the directory.
func (r *retiring) forget(ctx context.Context, partition string) error {
	partners, err := r.partners(ctx)
	if err != nil {
		return err
	}
	for _, partner := range partners {
		moment, id := int64(firstInstant), int64(0)
		for found := true; found; {
			if err := context.Cause(ctx); err != nil {
				return err
			}
			lastTime, lastID := int64(0), int64(0)
			if err := r.o.s.write(ctx, func(tx *Tx) (err error) {
				lastTime, lastID, found, err = tx.db.ForgetRetired(r.of.table, r.of.column, partition, partner, moment, id, forgetAtOnce)
				return err
			}); err != nil {
				return err
			}
			moment, id = lastTime, lastID
		}
	}
	return nil
}

// retiringRow is a row to be archived, with its key.
type retiringRow struct {
	partner, time, id int64
	values            ArchivedRow
}

func (r *retiring) partners(ctx context.Context) (ids []int64, err error) {
	err = r.o.s.read(ctx, func(c *db.Conn) error {
		return c.Each(`SELECT id FROM partner ORDER BY id`, nil, func(row db.Row) error {
			ids = append(ids, row.Int(0))
			return nil
		})
	})
	return ids, err
}

// each calls fn with the rows of a table between two moments, partner by partner.
func (r *retiring) each(ctx context.Context, table string, from, until int64, fn func(row *retiringRow) error) error {
	partners, err := r.partners(ctx)
	if err != nil {
		return err
	}
	text := fmt.Sprintf(r.of.text, table) + ` WHERE c.partner = ?1 AND (c.time, c.id) > (?2, ?3) AND c.time < ?4 ORDER BY c.time, c.id` + db.LimitChunk
	for _, partner := range partners {
		moment, id := from-1, int64(1<<62)
		for more := true; more; {
			var rows []retiringRow
			err := r.o.s.read(ctx, func(c *db.Conn) error {
				return c.EachOnce(text, []any{partner, moment, id, until}, func(row db.Row) error {
					rows = append(rows, archivedRow(partner, row))
					return nil
				})
			})
			if err != nil {
				return err
			}
			for n := range rows {
				if err := fn(&rows[n]); err != nil {
					return err
				}
				moment, id = rows[n].time, rows[n].id
			}
			more = len(rows) == db.ChunkSize
		}
	}
	return nil
}

func archivedRow(partner int64, row db.Row) retiringRow {
	values := row.Values()[2:]
	archived := retiringRow{partner, row.Int(0), row.Int(1), make(ArchivedRow, len(values))}
	for n, v := range values {
		archived.values[n] = v
	}
	return archived
}

// On SQLite, the most rows of an archive, whose keys and digests are in memory until they
// are deleted, and the most rows that a transaction deletes.
const (
	archivedAtOnce = 500_000
	deletedAtOnce  = 200
)

// archivedKey is the key and the digest of a row that was archived.
type archivedKey struct {
	partner, time, id int64
	digest            uint64
}

// rows archives and deletes rows, month by month, until none is left. Rows that were added
// or changed after an archive was written go into the next one.
func (r *retiring) rows(ctx context.Context) error {
	for {
		month, found, err := r.o.oldest(ctx, r.of, firstInstant, r.before)
		if err != nil || !found {
			return err
		}
		if err := r.part(ctx, r.of.table+month.Format("_2006_01_")+archiveID(), month.Unix(), min(month.AddDate(0, 1, 0).Unix(), r.before.Unix())); err != nil {
			return err
		}
	}
}

var errFull = errors.New("the archive has rows enough")

// part archives rows of a month, as many as one archive takes, and deletes them.
func (r *retiring) part(ctx context.Context, name string, from, until int64) error {
	seed := maphash.MakeSeed()
	var keys []archivedKey
	err := r.archive(name, func(yield func(*ArchivedRow) error) error {
		err := r.each(ctx, r.of.table, from, until, func(row *retiringRow) error {
			if len(keys) == archivedAtOnce {
				return errFull
			}
			keys = append(keys, archivedKey{row.partner, row.time, row.id, digest(seed, row.values)})
			return errors.Join(context.Cause(ctx), yield(&row.values))
		})
		if errors.Is(err, errFull) {
			err = nil
		}
		return err
	})
	for err == nil && len(keys) > 0 {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		some := keys[:min(len(keys), deletedAtOnce)]
		keys = keys[len(some):]
		var deleted int64
		if err = r.o.s.write(ctx, func(tx *Tx) (err error) {
			deleted, err = r.delete(tx, seed, some)
			return err
		}); err == nil {
			r.gone(deleted)
		}
	}
	return err
}

// delete deletes the rows that have not changed since they were archived.
func (r *retiring) delete(tx *Tx, seed maphash.Seed, keys []archivedKey) (deleted int64, err error) {
	text := fmt.Sprintf(r.of.text, r.of.table) + ` WHERE c.partner = ?1 AND c.time = ?2 AND c.id = ?3`
	for _, key := range keys {
		same := false
		if _, err := tx.c.One(text, []any{key.partner, key.time, key.id}, func(row db.Row) {
			same = digest(seed, archivedRow(key.partner, row).values) == key.digest
		}); err != nil {
			return 0, err
		}
		if !same {
			continue
		}
		n, err := tx.c.Exec(`DELETE FROM `+r.of.table+` WHERE partner = ?1 AND time = ?2 AND id = ?3`, key.partner, key.time, key.id)
		if err != nil {
			return 0, err
		}
		deleted += n
	}
	return deleted, nil
}

func digest(seed maphash.Seed, row ArchivedRow) uint64 {
	return maphash.Bytes(seed, fmt.Appendf(nil, "%q", []any(row)))
}
