// Calls a Satellite server and prints what happened, one JSON object a line.
//
//	client --server HOST:PORT --certs DIR [--token T] [--timeout SECONDS] CALL...
//
// Takes the same arguments and prints the same lines as Python/satellite_client.py, which describes them.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"example.com/satellitepb"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

var (
	server  = flag.String("server", "", "HOST:PORT to call")
	certs   = flag.String("certs", "", "folder with ca-cert.pem, client-cert.pem and client-key.pem")
	token   = flag.String("token", "", "sent with every call unless empty")
	timeout = flag.Float64("timeout", 30, "seconds that each call may take")
)

// Facts as they are printed; encoding/json writes bytes as base64.
type imageFact struct {
	X   int32  `json:"x"`
	Y   int32  `json:"y"`
	Img []byte `json:"img"`
}

type statusFact struct {
	Status  string `json:"status"`
	Details string `json:"details"`
}

var facts = json.NewEncoder(os.Stdout)

func tellImage(image *satellitepb.Image) {
	facts.Encode(imageFact{image.X, image.Y, image.Img})
}

func main() {
	flag.Parse()

	credentials, err := mutualTLS(*certs)
	if err != nil {
		log.Fatal(err)
	}
	connection, err := grpc.Dial(*server, grpc.WithTransportCredentials(credentials))
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()

	stub := satellitepb.NewSatelliteClient(connection)
	for _, text := range flag.Args() {
		end := status.Convert(call(stub, text))
		facts.Encode(statusFact{statusName(end.Code()), end.Message()})
	}
}

func call(stub satellitepb.SatelliteClient, text string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(*timeout*float64(time.Second)))
	defer cancel()
	if *token != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "token", *token)
	}

	parts := strings.Split(text, ":")
	switch {
	case parts[0] == "image" && len(parts) == 2:
		image, err := stub.GetImage(ctx, location(parts[1]))
		if err == nil {
			tellImage(image)
		}
		return err
	case parts[0] == "area" && len(parts) == 3:
		return getImages(ctx, stub, &satellitepb.Area{Ll: location(parts[1]), Ur: location(parts[2])})
	}
	log.Fatalf("%q is neither image:X,Y nor area:X,Y:X,Y", text)
	return nil
}

func getImages(ctx context.Context, stub satellitepb.SatelliteClient, area *satellitepb.Area) error {
	stream, err := stub.GetImages(ctx, area)
	for err == nil {
		var image *satellitepb.Image
		if image, err = stream.Recv(); err == nil {
			tellImage(image)
		}
	}
	if err == io.EOF {
		return nil
	}
	return err
}

func location(text string) *satellitepb.Location {
	cell := &satellitepb.Location{}
	if _, err := fmt.Sscanf(text, "%d,%d", &cell.X, &cell.Y); err != nil {
		log.Fatalf("%q is not X,Y", text)
	}
	return cell
}

// statusName gives the names of the gRPC specification; codes.Code.String gives Go's own.
func statusName(code codes.Code) string {
	names := map[codes.Code]string{
		codes.OK: "OK", codes.Canceled: "CANCELLED", codes.Unknown: "UNKNOWN", codes.InvalidArgument: "INVALID_ARGUMENT",
		codes.DeadlineExceeded: "DEADLINE_EXCEEDED", codes.NotFound: "NOT_FOUND", codes.PermissionDenied: "PERMISSION_DENIED",
		codes.ResourceExhausted: "RESOURCE_EXHAUSTED", codes.OutOfRange: "OUT_OF_RANGE", codes.Unimplemented: "UNIMPLEMENTED",
		codes.Internal: "INTERNAL", codes.Unavailable: "UNAVAILABLE", codes.Unauthenticated: "UNAUTHENTICATED",
	}
	if name, known := names[code]; known {
		return name
	}
	return code.String()
}
