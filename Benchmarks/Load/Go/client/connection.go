package main

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

// dial connects with grpc-go's defaults.
func dial(server, security, certs string) *grpc.ClientConn {
	option := grpc.WithInsecure()
	if security != "plain" {
		option = grpc.WithTransportCredentials(transport(certs, security == "mutual"))
	}
	connection, err := grpc.Dial(server, option)
	check(err)
	return connection
}

func transport(certs string, mutual bool) credentials.TransportCredentials {
	authority, err := os.ReadFile(filepath.Join(certs, "ca-cert.pem"))
	check(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	config := &tls.Config{RootCAs: roots}
	if mutual {
		own, err := tls.LoadX509KeyPair(filepath.Join(certs, "client-cert.pem"), filepath.Join(certs, "client-key.pem"))
		check(err)
		config.Certificates = []tls.Certificate{own}
	}
	return credentials.NewTLS(config)
}
