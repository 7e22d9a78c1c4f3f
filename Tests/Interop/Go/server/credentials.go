package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"

	"google.golang.org/grpc/credentials"
)

// mutualTLS shows the server certificate of a certificate folder and admits only clients of the folder's CA.
func mutualTLS(certs string) (credentials.TransportCredentials, error) {
	authority, err := os.ReadFile(filepath.Join(certs, "ca-cert.pem"))
	if err != nil {
		return nil, err
	}
	clients := x509.NewCertPool()
	if !clients.AppendCertsFromPEM(authority) {
		return nil, fmt.Errorf("no certificate in %s/ca-cert.pem", certs)
	}
	own, err := tls.LoadX509KeyPair(filepath.Join(certs, "server-cert.pem"), filepath.Join(certs, "server-key.pem"))
	if err != nil {
		return nil, err
	}
	return credentials.NewTLS(&tls.Config{
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    clients,
		Certificates: []tls.Certificate{own},
	}), nil
}
