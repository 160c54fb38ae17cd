# Everything here is one command of Go or of .ci/run, which installs what it needs.
.PHONY: run test lint docs postgres race bench bench-quick ci

run: ## serve on 127.0.0.1:8080, books in ./data
	go run ./cmd/shuzhi serve

test: ## the whole suite on SQLite
	go test ./...

lint: ## gofmt, go vet, golangci-lint
	.ci/run lint

docs: ## write docs/openapi.json anew
	go run ./cmd/openapi

postgres: ## the suite on a PostgreSQL of its own
	.ci/run postgres

race: ## the suite under the race detector (needs a C compiler)
	.ci/run race

bench: ## Shuzhi beside its peers, some ten minutes: bench/results.md
	cd bench && CGO_ENABLED=0 go run . run

bench-quick: ## the same on small books, about a minute
	cd bench && CGO_ENABLED=0 go run . run -quick

ci: ## all that CI runs
	.ci/run
