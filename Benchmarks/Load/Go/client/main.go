// Streams an area again and again and prints how long each stream took: grpc-go with its defaults, mutual TLS.
//
//	client --server HOST:PORT --certs DIR --area WxH [--warm-up N] [--streams N]
//
// Takes the same arguments as the C# client's `stream` and prints the same: a line `SECONDS` for each stream after warm-up.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"time"

	"example.com/satellitepb"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

func main() {
	server := flag.String("server", "", "HOST:PORT to call")
	certs := flag.String("certs", "", "folder with ca-cert.pem, client-cert.pem and client-key.pem")
	area := flag.String("area", "", "width and height of the area, from (0, 0)")
	warmUp := flag.Int("warm-up", 2, "streams before the measured ones")
	streams := flag.Int("streams", 3, "measured streams")
	flag.Parse()

	var width, height int32
	_, err := fmt.Sscanf(*area, "%dx%d", &width, &height)
	check(err)
	connection, err := grpc.Dial(*server, grpc.WithTransportCredentials(mutualTLS(*certs)))
	check(err)
	defer connection.Close()

	stub := satellitepb.NewSatelliteClient(connection)
	for i := 0; i < *warmUp+*streams; i++ {
		began := time.Now()
		stream(stub, width, height)
		if i >= *warmUp {
			fmt.Printf("%.6f\n", time.Since(began).Seconds())
		}
	}
}

// stream receives every image of an area; one too few or of the wrong size must not look fast.
func stream(stub satellitepb.SatelliteClient, width, height int32) {
	images, err := stub.GetImages(context.Background(), &satellitepb.Area{
		Ll: &satellitepb.Location{}, Ur: &satellitepb.Location{X: width - 1, Y: height - 1},
	})
	check(err)
	var count, bytes int
	for {
		image, err := images.Recv()
		if err == io.EOF {
			break
		}
		check(err)
		count++
		bytes += len(image.Img)
	}
	if expected := int(width) * int(height); count != expected || bytes != expected {
		log.Fatalf("%d images of %d bytes came instead of %d", count, bytes, expected)
	}
}

func mutualTLS(certs string) credentials.TransportCredentials {
	authority, err := os.ReadFile(filepath.Join(certs, "ca-cert.pem"))
	check(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	own, err := tls.LoadX509KeyPair(filepath.Join(certs, "client-cert.pem"), filepath.Join(certs, "client-key.pem"))
	check(err)
	return credentials.NewTLS(&tls.Config{RootCAs: roots, Certificates: []tls.Certificate{own}})
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
