SHELL := /bin/bash

golangci := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.10.1

version := $(shell git describe --tags --always --dirty 2>/dev/null || echo unversioned)

.DEFAULT_GOAL := help

.PHONY: help
help: ## what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/partnerapi
	@scripts/toolchain
	@CGO_ENABLED=1 go build -trimpath -ldflags '-X main.version=$(version)' -o bin/partnerapi ./cmd/partnerapi

.PHONY: release
release: ## build what is published into dist/: stripped program, SBOM, checksums
	@scripts/toolchain
	@scripts/release

.PHONY: run
run: build ## build, import the sample registers at the first start, serve them
	@scripts/run

.PHONY: test
test: ## install what the tests need, run them all
	.ci/install
	go test -race -timeout 25m $$(go list ./... | grep -v /test/) ./test/invariants
	go test -timeout 25m $$(go list ./test/... | grep -v /test/invariants)
	scripts/with-postgres go test -timeout 25m ./store ./importer -rapid.checks=20
	scripts/with-postgres go test -p 4 -timeout 25m ./store/internal/... ./auth ./ops/... ./soap ./jsonrpc ./usersidehttp ./cmd/... ./test/badinput ./test/crash ./test/v2 ./test/userside
	scripts/with-postgres go test -timeout 25m ./test/servers
	scripts/with-postgres go test -timeout 25m ./test/invariants -rapid.checks=30
	scripts/with-postgres go test -timeout 25m -run 'TestEveryOperation/zeep_1.2|TestStacks' ./test/clients

.PHONY: badinput
badinput: ## all of the bad input on PostgreSQL, of which make test sends a quarter
	ALL_TRIALS=1 scripts/with-postgres go test -count=1 -timeout 60m ./usersidehttp ./jsonrpc ./test/badinput

.PHONY: invariants
invariants: ## ask all interfaces for whatever comes to mind, for an hour or so
	go test -count=1 -timeout 3h ./test/invariants -rapid.checks=5000

.PHONY: crash
crash: ## kill the server a hundred times under load, and PostgreSQL
	CRASHES=100 go test -count=1 -timeout 60m -v ./test/crash
	CRASHES=100 scripts/with-postgres go test -count=1 -timeout 60m -v -run TheDatabase ./test/crash

.PHONY: failover
failover: ## kill the primary of a PostgreSQL cluster ten times under load, and Patroni's leader
	.ci/install patroni etcd-server haproxy
	FAILOVERS=10 go test -count=1 -timeout 60m -v ./test/failover

.PHONY: servers
servers: ## kill one of three servers, and the database, twenty times under load
	ROUNDS=20 scripts/with-postgres go test -count=1 -timeout 60m -v -run UnderLoad ./test/servers

.PHONY: bench
bench: ## rates on SQLite beside a bare server's, on PostgreSQL beside pgbench's (install wrk, take some minutes)
	.ci/install wrk
	go run ./test/bench $(BENCH)
	scripts/with-postgres sh -c 'go run ./test/bench -postgres "$$TEST_POSTGRES" $(BENCH)'

.PHONY: bench-search
bench-search: ## the same for USERSIDE's get_customers_id among a million customers
	.ci/install wrk
	go run ./test/bench -only get_customers_id $(BENCH)

.PHONY: bench-growth
bench-growth: ## time of a partner's day of calls among a million and among 20 million
	GROWTH="1000000 20000000" go test ./store -run NONE -bench DayOfCalls -benchtime 3s -timeout 60m
	GROWTH="1000000 20000000" scripts/with-postgres go test ./store -run NONE -bench DayOfCalls -benchtime 3s -timeout 60m

.PHONY: bench-import
bench-import: build ## time and memory of importing a million calls
	go run ./test/benchimport

.PHONY: lint
lint: ## format and lint; nothing that .gitignore names is committed
	@test -z "$$(git ls-files -ci --exclude-standard | tee /dev/stderr)"
	go run $(golangci) run --allow-parallel-runners ./...

.PHONY: outdated
outdated: ## list modules older than the newest the registry serves
	@scripts/outdated

.PHONY: generate
generate: ## make again what is made from other files
	go generate ./...
	scripts/notice >NOTICE
