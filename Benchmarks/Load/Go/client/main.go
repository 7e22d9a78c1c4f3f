// The Satellite client in Go that ours is measured against: grpc-go with its defaults.
//
// Takes the commands, options and arguments of the C# client's `stream`, `unary` and `many`, and `image`, which makes one
// call; prints the same.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"

	"example.com/satellitepb"
)

type options struct {
	stub                    satellitepb.SatelliteClient
	area                    string
	size, warmUp            int
	streams, calls, seconds int
}

func main() {
	var o options
	flags := flag.NewFlagSet("client", flag.ExitOnError)
	server := flags.String("server", "", "HOST:PORT to call")
	security := flags.String("security", "", "plain, tls or mutual")
	certs := flags.String("certs", "", "folder with ca-cert.pem, client-cert.pem and client-key.pem")
	flags.StringVar(&o.area, "area", "1x1", "width and height of the area, from (0, 0)")
	flags.IntVar(&o.size, "bytes", 1, "bytes of an image")
	flags.IntVar(&o.warmUp, "warm-up", 0, "streams or calls before the measured ones")
	flags.IntVar(&o.streams, "streams", 1, "measured streams, or streams at once")
	flags.IntVar(&o.calls, "calls", 1, "measured calls")
	flags.IntVar(&o.seconds, "seconds", 1, "how long to read streams")
	if len(os.Args) < 2 {
		log.Fatal("client stream|unary|many|image --OPTION VALUE...")
	}
	check(flags.Parse(os.Args[2:]))

	connection := dial(*server, *security, *certs)
	defer connection.Close()
	o.stub = satellitepb.NewSatelliteClient(connection)
	switch os.Args[1] {
	case "stream":
		streams(o)
	case "unary":
		unary(o)
	case "many":
		many(o)
	case "image":
		image, err := o.stub.GetImage(context.Background(), &satellitepb.Location{X: 3, Y: 4})
		check(err)
		fmt.Println(string(image.Img))
	default:
		log.Fatalf("There is no command %s.", os.Args[1])
	}
}

func (o options) corner() *satellitepb.Location {
	var width, height int32
	_, err := fmt.Sscanf(o.area, "%dx%d", &width, &height)
	check(err)
	return &satellitepb.Location{X: width - 1, Y: height - 1}
}

func (o options) request() *satellitepb.Area {
	return &satellitepb.Area{Ll: &satellitepb.Location{}, Ur: o.corner()}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
