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
			Help: "Calls by operation and outcome.",
		}, []string{"operation", "outcome"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "partnerapi_request_duration_seconds",
			Help:    "Time from a call's header to the end of its answer.",
			Buckets: []float64{.0002, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"operation"}),
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

// Handler answers Prometheus's text format.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Calls counts calls of operations known beforehand. It keeps every counter at
// hand, so that counting a call costs two look-ups and no label hashing, and
// what a caller sends never makes a label.
type Calls struct {
	metrics    *Metrics
	operations map[string]*operation
	other      *operation
}

type operation struct {
	name     string
	duration prometheus.Observer
	outcomes sync.Map // of prometheus.Counter by outcome
}

// Other is the label of operations that are not among the known.
const Other = "other"

// Calls makes the counters of every operation; those of ok start at 0.
func (m *Metrics) Calls(operations []string) *Calls {
	c := &Calls{metrics: m, operations: map[string]*operation{}, other: m.operation(Other)}
	for _, name := range operations {
		c.operations[name] = m.operation(name)
	}
	return c
}

func (m *Metrics) operation(name string) *operation {
	op := &operation{name: name, duration: m.duration.WithLabelValues(name)}
	m.outcome(op, "ok")
	return op
}

func (m *Metrics) outcome(op *operation, outcome string) prometheus.Counter {
	counter, known := op.outcomes.Load(outcome)
	if !known {
		counter, _ = op.outcomes.LoadOrStore(outcome, m.requests.WithLabelValues(op.name, outcome))
	}
	return counter.(prometheus.Counter)
}

// Done counts one call. The outcome is ok or a code of ours, of which there are
// few.
func (c *Calls) Done(name, outcome string, took time.Duration) {
	op, ok := c.operations[name]
	if !ok {
		op = c.other
	}
	op.duration.Observe(took.Seconds())
	c.metrics.outcome(op, outcome).Inc()
}
