// Command ferretdb serves MongoDB's protocol over SQLite files. It is FerretDB's own embeddable package with three
// flags: the ferretdb command itself cannot be built from the module proxy, because the file with its version is not
// part of the module and it panics without.
package main

import (
	"context"
	"flag"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"github.com/FerretDB/FerretDB/build/version"
	"github.com/FerretDB/FerretDB/ferretdb"
)

const module = "github.com/FerretDB/FerretDB"

func main() {
	listen := flag.String("listen", "127.0.0.1:27017", "address to listen on")
	data := flag.String("data", "data", "existing folder for the SQLite files")
	flag.Parse()

	// Clients read the version from buildInfo; the embedded package calls itself "unknown".
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, dependency := range build.Deps {
			if dependency.Path == module {
				version.Get().Version = dependency.Version
			}
		}
	}

	folder, err := filepath.Abs(*data)
	if err != nil {
		fail("the data folder", err)
	}
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{Level: slog.LevelWarn}))
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: *listen},
		Handler:   "sqlite",
		SQLiteURL: (&url.URL{Scheme: "file", Path: folder + "/"}).String(),
		Logger:    logger,
	})
	if err != nil {
		fail("FerretDB", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := server.Run(ctx); err != nil {
		fail("FerretDB", err)
	}
}

func fail(what string, err error) {
	slog.Error(what+" cannot be started", "error", err)
	os.Exit(1)
}
