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

// How often counts are flushed and ended sessions removed.
const (
	flushEvery = time.Second
	cleanEvery = time.Minute
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
	flush, clean := time.NewTicker(flushEvery), time.NewTicker(cleanEvery)
	defer flush.Stop()
	defer clean.Stop()
	for {
		select {
		case <-flush.C:
			k.tell(k.flush())
		case <-clean.C:
			k.tell(k.op.RemoveSessions(context.Background()))
		case <-k.stop:
			return
		}
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
