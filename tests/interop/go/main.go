// Publishes a reading and a message that cannot be read, with Eclipse Paho; prints the receipt of the second.
//
// Arguments: URL (mqtt, mqtts, ws, wss), file of the authority, station, payload.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

func check(token mqtt.Token) {
	if !token.WaitTimeout(20 * time.Second) {
		fmt.Fprintln(os.Stderr, "no answer within 20 s")
		os.Exit(1)
	}
	if token.Error() != nil {
		fmt.Fprintln(os.Stderr, token.Error())
		os.Exit(1)
	}
}

func main() {
	url, authority, station, payload := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	pem, err := os.ReadFile(authority)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	options := mqtt.NewClientOptions().
		AddBroker(url).
		SetClientID("paho-go-" + station).
		SetUsername(station).
		SetProtocolVersion(4).
		SetTLSConfig(&tls.Config{RootCAs: roots})
	client := mqtt.NewClient(options)
	check(client.Connect())
	receipts := make(chan string, 1)
	check(client.Subscribe("dcz/1/"+station+"/receipts", 1, func(_ mqtt.Client, message mqtt.Message) {
		receipts <- string(message.Payload())
	}))
	for _, body := range []string{payload, "?"} {
		check(client.Publish("dcz/1/"+station+"/readings", 1, false, body))
	}
	select {
	case receipt := <-receipts:
		fmt.Println(receipt)
	case <-time.After(20 * time.Second):
		fmt.Fprintln(os.Stderr, "no receipt within 20 s")
		os.Exit(1)
	}
	client.Disconnect(250)
}
