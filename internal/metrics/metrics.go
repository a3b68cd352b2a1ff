// Package metrics counts what the program does and shows it to Prometheus.
package metrics

import (
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are one server's; several in a process do not mix.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	batches  prometheus.Histogram
	errors   prometheus.Counter
}

// New makes the metrics of a server of that version.
func New(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "partnerapi_requests_total",
			Help: "Calls by interface, operation and outcome.",
		}, []string{"door", "operation", "outcome"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "partnerapi_request_duration_seconds",
			Help:    "Time from a call's header to the end of its answer.",
			Buckets: []float64{.0002, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"door", "operation"}),
		batches: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "partnerapi_writer_batch_calls",
			Help:    "Calls that shared one durable transaction.",
			Buckets: prometheus.ExponentialBuckets(1, 2, 9), // to 256, the most there are
		}),
		errors: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "partnerapi_store_errors_total",
			Help: "Transactions that the database could not keep.",
		}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name:        "partnerapi_build_info",
		Help:        "Always 1; the version is a label.",
		ConstLabels: prometheus.Labels{"version": version},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.duration, m.batches, m.errors, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Queue shows waiting, the calls that wait for the writer.
func (m *Metrics) Queue(waiting func() int) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "partnerapi_writer_queue_calls",
		Help: "Calls that wait for the writer.",
	}, func() float64 { return float64(waiting()) }))
}

// Batch counts a transaction of so many calls; err says that it was not kept.
func (m *Metrics) Batch(calls int, err error) {
	m.batches.Observe(float64(calls))
	if err != nil {
		m.errors.Inc()
	}
}

// Files shows the sizes of the database and of its write-ahead log, in bytes.
func (m *Metrics) Files(sizes func() (database, wal int64)) {
	for name, of := range map[string]func() float64{
		"database": func() float64 { n, _ := sizes(); return float64(n) },
		"wal":      func() float64 { _, n := sizes(); return float64(n) },
	} {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name:        "partnerapi_store_file_bytes",
			Help:        "Size of a file of the store.",
			ConstLabels: prometheus.Labels{"file": name},
		}, of))
	}
}

// Replica shows how many reads of partners were made on the replica, and how many on the
// primary.
func (m *Metrics) Replica(reads func() (replica, primary int64)) {
	for place, of := range map[string]func() float64{
		"replica": func() float64 { n, _ := reads(); return float64(n) },
		"primary": func() float64 { _, n := reads(); return float64(n) },
	} {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name:        "partnerapi_partner_reads_total",
			Help:        "Reads of partners, by the PostgreSQL server they were made on.",
			ConstLabels: prometheus.Labels{"server": place},
		}, of))
	}
}

// Budgets shows what requests and large answers hold of their budgets, in bytes, and
// how many answers wait for room.
func (m *Metrics) Budgets(requests, answers func() int64, waiting func() int) {
	gauge := func(name, help string, of func() float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, of))
	}
	gauge("partnerapi_requests_held_bytes", "Memory that requests hold of requests-memory.", func() float64 { return float64(requests()) })
	gauge("partnerapi_answers_held_bytes", "Memory that large answers hold of answers-memory.", func() float64 { return float64(answers()) })
	gauge("partnerapi_answers_waiting", "Large answers that wait for room in answers-memory.", func() float64 { return float64(waiting()) })
}

// Connections shows how many connections are counted, and how many were refused.
func (m *Metrics) Connections(open func() int, refused func() int64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "partnerapi_connections",
		Help: "Connections that are open, but those of trusted proxies and of the metrics.",
	}, func() float64 { return float64(open()) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "partnerapi_connections_refused_total",
			Help: "Connections that were closed at once, beyond connections or connections-per-address.",
		}, func() float64 { return float64(refused()) }))
}

// Hashes shows the password hashes that wait for their turn and those computed.
func (m *Metrics) Hashes(counts func() (waiting int, computed int64)) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "partnerapi_password_hashes_waiting",
		Help: "Password hashes that wait for their turn.",
	}, func() float64 { n, _ := counts(); return float64(n) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "partnerapi_password_hashes_total",
			Help: "Password hashes computed.",
		}, func() float64 { _, n := counts(); return float64(n) }))
}

// Certificate shows when the TLS certificate in use ends.
func (m *Metrics) Certificate(end func() time.Time) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "partnerapi_certificate_expiry_timestamp_seconds",
		Help: "When the TLS certificate in use ends, in Unix seconds.",
	}, func() float64 { return float64(end().Unix()) }))
}

// Handler serves Prometheus's text format.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Calls counts the calls of one interface, whose operations are known beforehand:
// what a caller sends never makes a label. A series begins with the first call of
// its operation; from then on counting a call costs two look-ups and no label
// hashing.
type Calls struct {
	metrics    *Metrics
	door       string
	operations map[string]*operation
	other      *operation
}

type operation struct {
	name     string
	begun    sync.Once
	duration prometheus.Observer
	outcomes sync.Map // of prometheus.Counter by outcome
}

// Other is the label of operations that are not among the known.
const Other = "other"

// Calls makes the counters of an interface.
func (m *Metrics) Calls(door string, operations []string) *Calls {
	c := &Calls{metrics: m, door: door, operations: map[string]*operation{}, other: &operation{name: Other}}
	for _, name := range operations {
		c.operations[name] = &operation{name: name}
	}
	return c
}

// Done counts one call. The outcome is ok or a code of ours, of which there are
// few.
func (c *Calls) Done(name, outcome string, took time.Duration) {
	op, ok := c.operations[name]
	if !ok {
		op = c.other
	}
	op.begun.Do(func() {
		op.duration = c.metrics.duration.WithLabelValues(c.door, op.name)
		c.counter(op, "ok") // a rate of failures needs both from the start
	})
	op.duration.Observe(took.Seconds())
	c.counter(op, outcome).Inc()
}

func (c *Calls) counter(op *operation, outcome string) prometheus.Counter {
	counter, known := op.outcomes.Load(outcome)
	if !known {
		counter, _ = op.outcomes.LoadOrStore(outcome, c.metrics.requests.WithLabelValues(c.door, op.name, outcome))
	}
	return counter.(prometheus.Counter)
}
