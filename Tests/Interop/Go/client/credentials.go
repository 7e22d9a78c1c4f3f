package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"

	"google.golang.org/grpc/credentials"
)

// mutualTLS trusts the CA of a certificate folder and shows the folder's client certificate.
func mutualTLS(certs string) (credentials.TransportCredentials, error) {
	authority, err := os.ReadFile(filepath.Join(certs, "ca-cert.pem"))
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		return nil, fmt.Errorf("no certificate in %s/ca-cert.pem", certs)
	}
	own, err := tls.LoadX509KeyPair(filepath.Join(certs, "client-cert.pem"), filepath.Join(certs, "client-key.pem"))
	if err != nil {
		return nil, err
	}
	return credentials.NewTLS(&tls.Config{
		RootCAs: roots,
		// tls.Config.Certificates would hold back one that no CA named by the server has signed, and a rogue client shows its own.
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &own, nil },
	}), nil
}
