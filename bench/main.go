// Command bench measures Shuzhi beside peers and limits, each a server of its own process on this machine.
//
//	bench run [-quick] [-rounds 5] [-rows post,totals] [-streets 10]   the goals, as ratios: a table, results.md and results.svg
//	bench growth [-max 100000]                                        the same questions to ever larger books: growth.md and growth.svg
//	bench peer echo | pocketbase [-full] -dir DIR | pgx -database URL  a peer
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"shuzhi/bench/peer"
)

func main() {
	ctx := context.Background()
	if len(os.Args) > 1 && os.Args[1] != "peer" { // a peer ends at once
		var stop context.CancelFunc
		ctx, stop = signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
		context.AfterFunc(ctx, stop) // so that a second signal ends the program at once
	}
	if err := command(ctx, os.Stdout, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// command carries out one command.
func command(ctx context.Context, out io.Writer, args []string) error {
	switch {
	case len(args) >= 1 && args[0] == "run":
		return runCommand(ctx, out, args[1:])
	case len(args) >= 1 && args[0] == "growth":
		return growthCommand(ctx, out, args[1:])
	case len(args) >= 2 && args[0] == "peer":
		return peerCommand(ctx, out, args[1], args[2:])
	}
	return errors.New("usage: bench run | growth | peer; bench run -h says more")
}

func peerCommand(ctx context.Context, out io.Writer, name string, args []string) error {
	flags := flag.NewFlagSet("peer "+name, flag.ContinueOnError)
	dir := flags.String("dir", "", "where PocketBase keeps its files")
	full := flags.Bool("full", false, "PocketBase with PRAGMA synchronous=FULL")
	database := flags.String("database", "", "postgres:// address")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch name {
	case "echo":
		return peer.Echo(out)
	case "pocketbase":
		return peer.PocketBase(out, *dir, *full)
	case "pgx":
		return peer.PGX(ctx, out, *database)
	}
	return fmt.Errorf("there is no peer %s", name)
}

func runCommand(ctx context.Context, out io.Writer, args []string) error {
	s := settings{}
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	rows := flags.String("rows", "", "which groups of rows, with commas between them: "+strings.Join(groupNames(), ", ")+"; default all")
	flags.BoolVar(&s.quick, "quick", false, "small books and short rounds: some numbers in a minute")
	flags.IntVar(&s.rounds, "rounds", 5, "how often everything is measured; at least 5 tell a spread")
	flags.IntVar(&s.streets, "streets", 10, "streets of the city, of 20 communities each; 150 are a city of 3,000")
	flags.Uint64Var(&s.seed, "seed", 1, "another seed is another city")
	flags.StringVar(&s.root, "root", "..", "Shuzhi's source")
	flags.StringVar(&s.out, "out", ".", "the folder of results.md and results.svg")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *rows != "" {
		s.groups = strings.Split(*rows, ",")
	}
	s.database = os.Getenv("SHUZHI_BENCH_DATABASE")
	return compare(ctx, out, s)
}

func growthCommand(ctx context.Context, out io.Writer, args []string) error {
	s := settings{}
	flags := flag.NewFlagSet("growth", flag.ContinueOnError)
	least := flags.Int("min", 10_000, "activities of the smallest books; every next are ten times as large")
	most := flags.Int("max", 100_000, "activities of the largest books")
	flags.Uint64Var(&s.seed, "seed", 1, "another seed is another city")
	flags.StringVar(&s.root, "root", "..", "Shuzhi's source")
	flags.StringVar(&s.out, "out", ".", "the folder of growth.md and growth.svg")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *least < activitiesOfStreet {
		return fmt.Errorf("-min: at least %d, the activities of a street", activitiesOfStreet)
	}
	return grow(ctx, out, s, *least, *most)
}
