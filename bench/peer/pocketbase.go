package peer

import (
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	_ "github.com/pocketbase/pocketbase/migrations" // of its own tables
	"github.com/pocketbase/pocketbase/tools/types"
)

// PocketBase serves PocketBase with a collection of activities into which anybody may write:
//
//	POST /api/collections/activities/records
//
// It keeps its files in dir. With full, SQLite syncs at every commit, as Shuzhi does; else as PocketBase does by default.
// It returns when serving fails.
func PocketBase(out io.Writer, dir string, full bool) error {
	config := core.BaseAppConfig{DataDir: dir, DataMaxOpenConns: core.DefaultDataMaxOpenConns, DataMaxIdleConns: core.DefaultDataMaxIdleConns,
		AuxMaxOpenConns: core.DefaultAuxMaxOpenConns, AuxMaxIdleConns: core.DefaultAuxMaxIdleConns, DBConnect: core.DefaultDBConnect}
	if full {
		config.DBConnect = connectFull
	}
	app := core.NewBaseApp(config)
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	if _, err := app.FindCollectionByNameOrId("activities"); err != nil {
		if err := app.Save(activities()); err != nil {
			return err
		}
	}
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		var err error
		if e.Listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			return err
		}
		e.InstallerFunc = nil
		if _, err := fmt.Fprintf(out, "http://%s\n", e.Listener.Addr()); err != nil {
			return err
		}
		return e.Next()
	})
	return apis.Serve(app, apis.ServeConfig{HttpAddr: "127.0.0.1:0"})
}

// connectFull is PocketBase's own way of connecting, but for synchronous.
func connectFull(path string) (*dbx.DB, error) {
	pragmas := []string{"busy_timeout(10000)", "journal_mode(WAL)", "journal_size_limit(200000000)", "synchronous(FULL)", "foreign_keys(ON)", "temp_store(MEMORY)", "cache_size(-32000)"}
	return dbx.Open("sqlite", path+"?_pragma="+strings.Join(pragmas, "&_pragma="))
}

// activities is a collection with the fields of city.Activity, and an index by whose they are and when.
func activities() *core.Collection {
	c := core.NewBaseCollection("activities")
	c.CreateRule = types.Pointer("")
	id := c.Fields.GetByName("id").(*core.TextField)
	id.Min, id.Max, id.Pattern, id.AutogeneratePattern = 36, 36, `^[a-z0-9-]+$`, `[a-z0-9]{36}` // ids as ours
	for _, name := range []string{"org_id", "area_id", "kind", "topic", "held_on", "place", "host", "summary"} {
		c.Fields.Add(&core.TextField{Name: name, Max: 20000})
	}
	for _, name := range []string{"participant_ids", "headcount", "partner_ids", "tags"} {
		c.Fields.Add(&core.JSONField{Name: name})
	}
	c.Fields.Add(&core.BoolField{Name: "includes_study"}, &core.NumberField{Name: "households"})
	c.AddIndex("activities_org", false, "org_id, held_on", "")
	return c
}
