// A Satellite server in Go for satcli to talk to. It knows no Catalog.
//
//	server --certs DIR --map FILE [--token T] [--send-delay 2ms]
//
// Prints `listening on https://127.0.0.1:PORT` when it serves, then one line per handler that ran: `call METHOD`.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"time"

	"example.com/satellitepb"

	"google.golang.org/grpc"
)

var (
	certs     = flag.String("certs", "", "folder with ca-cert.pem, server-cert.pem and server-key.pem")
	mapFile   = flag.String("map", "", "text map to serve")
	token     = flag.String("token", "", "refuse calls without this token, unless empty")
	sendDelay = flag.Duration("send-delay", 0, "time to wait after each image of a stream")
)

func main() {
	flag.Parse()

	rows, err := readMap(*mapFile)
	if err != nil {
		log.Fatal(err)
	}
	credentials, err := mutualTLS(*certs)
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}

	server := grpc.NewServer(grpc.Creds(credentials))
	satellitepb.RegisterSatelliteServer(server, &satellite{rows: rows, token: *token, sendDelay: time.Duration(*sendDelay)})
	fmt.Printf("listening on https://%s\n", listener.Addr())
	log.Fatal(server.Serve(listener))
}
