// The Satellite server in Go that ours is measured against: grpc-go with its defaults.
//
//	server --certs DIR --width N --height N --bytes N
//
// Serves images that are all alike, in plaintext, over TLS and over mutual TLS, and prints
// `listening plain=PORT tls=PORT mutual=PORT` when it does.
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

type satellite struct {
	satellitepb.UnimplementedSatelliteServer
	width, height int32
	img           []byte
}

func (s *satellite) GetImage(_ context.Context, at *satellitepb.Location) (*satellitepb.Image, error) {
	if !s.has(at) {
		return nil, status.Error(codes.OutOfRange, "not on the map")
	}
	return &satellitepb.Image{X: at.X, Y: at.Y, Img: s.img}, nil
}

func (s *satellite) GetImages(area *satellitepb.Area, stream satellitepb.Satellite_GetImagesServer) error {
	if area.Ll == nil || area.Ur == nil || !s.has(area.Ll) || !s.has(area.Ur) {
		return status.Error(codes.OutOfRange, "not on the map")
	}
	for y := area.Ur.Y; y >= area.Ll.Y; y-- {
		for x := area.Ll.X; x <= area.Ur.X; x++ {
			if err := stream.Send(&satellitepb.Image{X: x, Y: y, Img: s.img}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *satellite) has(at *satellitepb.Location) bool {
	return at.X >= 0 && at.X < s.width && at.Y >= 0 && at.Y < s.height
}

func main() {
	certs := flag.String("certs", "", "folder with ca-cert.pem, server-cert.pem and server-key.pem")
	width := flag.Int("width", 0, "columns of the map")
	height := flag.Int("height", 0, "rows of the map")
	size := flag.Int("bytes", 1, "bytes of an image")
	flag.Parse()

	service := &satellite{width: int32(*width), height: int32(*height), img: bytes.Repeat([]byte("%"), *size)}
	own, err := tls.LoadX509KeyPair(filepath.Join(*certs, "server-cert.pem"), filepath.Join(*certs, "server-key.pem"))
	check(err)
	plain := serve(service)
	secure := serve(service, grpc.Creds(credentials.NewTLS(&tls.Config{Certificates: []tls.Certificate{own}})))
	mutual := serve(service, grpc.Creds(credentials.NewTLS(&tls.Config{
		Certificates: []tls.Certificate{own}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: authorities(*certs),
	})))
	fmt.Printf("listening plain=%d tls=%d mutual=%d\n", plain, secure, mutual)
	select {}
}

func serve(service *satellite, options ...grpc.ServerOption) int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	server := grpc.NewServer(options...)
	satellitepb.RegisterSatelliteServer(server, service)
	go func() { check(server.Serve(listener)) }()
	return listener.Addr().(*net.TCPAddr).Port
}

func authorities(certs string) *x509.CertPool {
	authority, err := os.ReadFile(filepath.Join(certs, "ca-cert.pem"))
	check(err)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	return pool
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
