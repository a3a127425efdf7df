// Command toxiproxy serves Toxiproxy's HTTP API on loopback. It is Toxiproxy's own server with one flag: the command of
// the module listens on any address, goes on without its API where the port is taken, and calls its version "git".
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

const module = "github.com/Shopify/toxiproxy/v2"

func main() {
	port := flag.Int("port", 8474, "port of the HTTP API on 127.0.0.1")
	flag.Parse()

	if build, ok := debug.ReadBuildInfo(); ok {
		for _, dependency := range build.Deps {
			if dependency.Path == module {
				toxiproxy.Version = dependency.Version
			}
		}
	}

	// Every connection that a drill breaks would be a warning.
	logger := zerolog.New(os.Stdout).With().Timestamp().Logger().Level(zerolog.ErrorLevel)
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), logger)
	if err := server.Listen(fmt.Sprintf("127.0.0.1:%d", *port)); err != nil {
		fmt.Fprintln(os.Stderr, "Toxiproxy cannot be started:", err)
		os.Exit(1)
	}
}
