// The Satellite server in Go that ours is measured against: grpc-go with its defaults, mutual TLS, a text map in memory.
//
//	server --certs DIR --map FILE
//
// Prints `listening on https://127.0.0.1:PORT` when it serves.
package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"path/filepath"

	"example.com/satellitepb"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"
)

// satellite serves rows of one-byte images, northernmost first, as the file has them.
type satellite struct {
	satellitepb.UnimplementedSatelliteServer
	rows [][]byte
}

func (s *satellite) GetImage(_ context.Context, at *satellitepb.Location) (*satellitepb.Image, error) {
	if !s.has(at) {
		return nil, status.Error(codes.OutOfRange, "not on the map")
	}
	return s.image(at.X, at.Y), nil
}

func (s *satellite) GetImages(area *satellitepb.Area, stream satellitepb.Satellite_GetImagesServer) error {
	if area.Ll == nil || area.Ur == nil || !s.has(area.Ll) || !s.has(area.Ur) {
		return status.Error(codes.OutOfRange, "not on the map")
	}
	for y := area.Ur.Y; y >= area.Ll.Y; y-- {
		for x := area.Ll.X; x <= area.Ur.X; x++ {
			if err := stream.Send(s.image(x, y)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *satellite) image(x, y int32) *satellitepb.Image {
	row := s.rows[len(s.rows)-1-int(y)]
	return &satellitepb.Image{X: x, Y: y, Img: row[x : x+1]}
}

func (s *satellite) has(at *satellitepb.Location) bool {
	return at.X >= 0 && int(at.X) < len(s.rows[0]) && at.Y >= 0 && int(at.Y) < len(s.rows)
}

func main() {
	certs := flag.String("certs", "", "folder with ca-cert.pem, server-cert.pem and server-key.pem")
	mapFile := flag.String("map", "", "text map to serve")
	flag.Parse()

	text, err := os.ReadFile(*mapFile)
	check(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	server := grpc.NewServer(grpc.Creds(mutualTLS(*certs)))
	rows := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
	satellitepb.RegisterSatelliteServer(server, &satellite{rows: rows})
	fmt.Printf("listening on https://%s\n", listener.Addr())
	check(server.Serve(listener))
}

func mutualTLS(certs string) credentials.TransportCredentials {
	authority, err := os.ReadFile(filepath.Join(certs, "ca-cert.pem"))
	check(err)
	clients := x509.NewCertPool()
	clients.AppendCertsFromPEM(authority)
	own, err := tls.LoadX509KeyPair(filepath.Join(certs, "server-cert.pem"), filepath.Join(certs, "server-key.pem"))
	check(err)
	return credentials.NewTLS(&tls.Config{
		ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients, Certificates: []tls.Certificate{own},
	})
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
