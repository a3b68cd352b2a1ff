package server

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"partnerapi/store"
)

// keeper counts what is counted in memory, and puts it into the store every
// second and at the end. A crash loses a second of counts.
type keeper struct {
	points *store.Points
	usage  *store.Usage
	op     store.Operator
	log    *slog.Logger
	failed bool // the last time, which the log knows

	stop  chan struct{}
	ended sync.WaitGroup
}

// How often counts are flushed, ended sessions removed, and the months to come prepared.
const (
	flushEvery   = time.Second
	cleanEvery   = time.Minute
	prepareEvery = 24 * time.Hour
)

func startKeeper(st *store.Store, limits store.PointLimits, log *slog.Logger) (*keeper, error) {
	points, err := st.Points(context.Background(), limits)
	if err != nil {
		return nil, err
	}
	k := &keeper{points: points, usage: st.Usage(), op: st.Operator(), log: log, stop: make(chan struct{})}
	k.ended.Go(k.run)
	return k, nil
}

func (k *keeper) run() {
	flush, clean, prepare := time.NewTicker(flushEvery), time.NewTicker(cleanEvery), time.NewTicker(prepareEvery)
	defer flush.Stop()
	defer clean.Stop()
	defer prepare.Stop()
	k.prepare()
	for {
		select {
		case <-flush.C:
			k.tell(k.flush())
		case <-clean.C:
			k.tell(k.op.RemoveSessions(context.Background()))
		case <-prepare.C:
			k.prepare()
		case <-k.stop:
			return
		}
	}
}

// prepare makes room for the months to come. Without it an import does so, more slowly.
func (k *keeper) prepare() {
	if err := k.op.PrepareMonths(context.Background()); err != nil {
		k.log.Warn("the months to come are not prepared", "error", err)
	}
}

func (k *keeper) flush() error {
	ctx := context.Background()
	return errors.Join(k.points.Flush(ctx), k.usage.Flush(ctx))
}

// tell logs the first failure of several, and that it is over.
func (k *keeper) tell(err error) {
	switch {
	case err != nil && !k.failed:
		k.log.Warn("counts of calls wait in memory", "error", err)
	case err == nil && k.failed:
		k.log.Info("counts of calls are kept again")
	}
	k.failed = err != nil
}

// end flushes for the last time; nobody may count any more.
func (k *keeper) end() error {
	close(k.stop)
	k.ended.Wait()
	return k.flush()
}
