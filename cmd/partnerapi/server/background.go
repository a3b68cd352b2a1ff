package server

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"partnerapi/store"
)

// background does what no call waits for. It writes the counts of calls, which gather in
// memory, to the store, every second and at the end; it removes sessions that have
// ended, and prepares the months to come. A crash loses a second of counts.
type background struct {
	points *store.Points
	usage  *store.Usage
	op     store.Operator
	log    *slog.Logger
	failed bool // the last attempt failed, as the log says

	stop  chan struct{}
	ended sync.WaitGroup
}

// How often counts are written, ended sessions removed and the months to come prepared.
const (
	flushEvery   = time.Second
	cleanEvery   = time.Minute
	prepareEvery = 24 * time.Hour
)

func startBackground(st *store.Store, limits store.PointLimits, log *slog.Logger) (*background, error) {
	points, err := st.Points(context.Background(), limits)
	if err != nil {
		return nil, err
	}
	b := &background{points: points, usage: st.Usage(), op: st.Operator(), log: log, stop: make(chan struct{})}
	b.ended.Go(b.run)
	return b, nil
}

func (b *background) run() {
	flush, clean, prepare := time.NewTicker(flushEvery), time.NewTicker(cleanEvery), time.NewTicker(prepareEvery)
	defer flush.Stop()
	defer clean.Stop()
	defer prepare.Stop()
	b.prepare()
	for {
		select {
		case <-flush.C:
			b.report(b.flush())
		case <-clean.C:
			b.report(b.op.RemoveSessions(context.Background()))
		case <-prepare.C:
			b.prepare()
		case <-b.stop:
			return
		}
	}
}

// prepare makes the partitions of the months to come. Without it an import makes them,
// more slowly.
func (b *background) prepare() {
	if err := b.op.PrepareMonths(context.Background()); err != nil {
		b.log.Warn("the months to come are not prepared", "error", err)
	}
}

// flush writes the counts to the store.
func (b *background) flush() error {
	ctx := context.Background()
	return errors.Join(b.points.Flush(ctx), b.usage.Flush(ctx))
}

// report logs the first of several failures in a row, and the success that ends them.
func (b *background) report(err error) {
	switch {
	case err != nil && !b.failed:
		b.log.Warn("counts of calls wait in memory", "error", err)
	case err == nil && b.failed:
		b.log.Info("counts of calls are kept again")
	}
	b.failed = err != nil
}

// end stops the work and writes the counts for the last time. No call may be counted
// after it.
func (b *background) end() error {
	close(b.stop)
	b.ended.Wait()
	return b.flush()
}
