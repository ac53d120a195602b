// An HTTPS server of Go's crypto/tls, for tests/e2e/tls.sh: tls_server CERT KEY VERSION GROUP SUITE CLIENT-CA. A suite
// of 0: all; a client CA of "": no client certificate is asked for. Prints its port. /echo gives back a request's
// body, in records of one byte each where it is short.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
)

func serve(connection net.Conn) {
	defer connection.Close()
	reader := bufio.NewReader(connection)
	for {
		request, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		body, _ := io.ReadAll(request.Body)
		response := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		if len(body) > 1000 {
			connection.Write([]byte(response))
		} else {
			for i := range len(response) {
				connection.Write([]byte(response[i : i+1]))
			}
		}
		if request.Close {
			return
		}
	}
}

func main() {
	certificate, err := tls.LoadX509KeyPair(os.Args[1], os.Args[2])
	if err != nil {
		panic(err)
	}
	version, _ := strconv.ParseUint(os.Args[3], 0, 16)
	group, _ := strconv.ParseUint(os.Args[4], 0, 16)
	suite, _ := strconv.ParseUint(os.Args[5], 0, 16)
	config := &tls.Config{
		Certificates:     []tls.Certificate{certificate},
		MinVersion:       uint16(version),
		MaxVersion:       uint16(version),
		CurvePreferences: []tls.CurveID{tls.CurveID(group)},
		NextProtos:       []string{"http/1.1"},
	}
	if suite != 0 {
		config.CipherSuites = []uint16{uint16(suite)}
	}
	if os.Args[6] != "" {
		pem, _ := os.ReadFile(os.Args[6])
		config.ClientCAs = x509.NewCertPool()
		config.ClientCAs.AppendCertsFromPEM(pem)
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		panic(err)
	}
	fmt.Println("port", listener.Addr().(*net.TCPAddr).Port)
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go serve(connection)
	}
}
