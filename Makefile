# Everything here is one command of Go or of .ci/run, which installs what it needs.
.PHONY: run test lint docs postgres race ci

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

ci: ## all that CI runs
	.ci/run
