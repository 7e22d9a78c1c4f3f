using Benchmarks.Load;
using Benchmarks.Load.Ceiling;
using Benchmarks.Load.Client;
using Benchmarks.Load.Client.Https;
using Benchmarks.Load.Client.Soaking;
using Benchmarks.Load.Server;
using Benchmarks.Load.Tiles;

// The C# side of what run.sh measures. Servers print `listening plain=PORT tls=PORT mutual=PORT` when they serve:
//   load serve   --certs DIR --width N --height N --bytes N --log FILE|none     the Host's application, three kinds of endpoints
//   load serve   --certs DIR --map FILE|postgres://… --log FILE|none            ... with a map of a file or a database
//   load serve   --certs DIR --copy FILE --log FILE|none                        ... with all images of a file in memory
//   load alone   --certs DIR --width N --height N --bytes N [--contracts plain]  the Satellite service and nothing of the Host's around it;
//                                                                               plain: protobuf-net.Grpc as it is
//   load ceiling --certs DIR --width N --height N --bytes N                     the same bytes from bare Kestrel
// Clients take --server HOST:PORT --security plain|tls|mutual --certs DIR, --contracts plain to be protobuf-net.Grpc's own, and
//   load stream --area WxH --bytes N|--total N|any --warm-up N --streams N
//                                                               seconds of each stream, of images of N bytes or N in all, one a line
//   load unary  [--area WxH] --warm-up N --calls N              median and 99 % microseconds of calls one after another,
//                                                               for cells all over the area
//   load closed --connections N --in-flight N --calls N         requests per second
//   load many   --area WxH --streams N --seconds N              images per second; the slowest stream's rate by the median's
//   load first  --area WxH --warm-up N --calls N                milliseconds to each first image, one a line
//   load stall  --area WxH                                      reads one image and no more until stdin ends
//   load store  --area WxH --bytes N --connections N --seconds N [--rate N]      images stored per second
//   load watch  --connections N --streams N --warm-up N --changes N --bytes N     milliseconds until all watchers have a change, from its
//                                                               acknowledgement and from its sending, one change a line
//   load soak   --servers HOST:PORT/PROCESS,... --area WxH --clients N --rate N --period SECONDS --periods N [--connections kept]
//                                                               a mixed load for servers in turn, client I with client-I-cert.pem:
//                                                               calls, times, and how the servers' processes grew, one server a line
//   load start  --times N -- COMMAND...                         milliseconds from a server's start to its first reply, one a line
// Clients of HTTPS, of a list of lines `ADDRESS FILE`, take --certs DIR --http 1.1|2.0, and
//   load check  --list FILE                                     compares every tile with its file, and says how many there are
//   load tile   --list FILE --connection fresh|kept --warm-up N --calls N         milliseconds of each tile, one a line; fresh: with a
//                                                               connection and a handshake of its own
// And what maps are made of; the first two print how many bytes the images have in all:
//   load tiles  --map FILE --width N --height N --bytes N       writes an MBTiles file of images of about N bytes
//   load files  --map FILE --folder DIR                         writes each image of a map into DIR/X/Y
//   load raster --file FILE --compression jpeg|deflate --gigabytes N             writes a GeoTIFF with 500,000 tiles, mostly a hole
string[] command = [.. args.SkipWhile(argument => argument != "--").Skip(1)];
var options = new Arguments(args.Skip(1).TakeWhile(argument => argument != "--"));
switch (args.FirstOrDefault())
{
    case "serve":
        await OwnServer.RunAsync(options);
        return 0;
    case "alone":
        await ServiceAlone.RunAsync(options);
        return 0;
    case "ceiling":
        await CeilingServer.RunAsync(options);
        return 0;
    case "stream":
        await Streams.MeasureAsync(options);
        return 0;
    case "unary":
        await SequentialCalls.MeasureAsync(options);
        return 0;
    case "closed":
        await ClosedLoop.MeasureAsync(options);
        return 0;
    case "many":
        await ConcurrentStreams.MeasureAsync(options);
        return 0;
    case "first":
        await FirstImages.MeasureAsync(options);
        return 0;
    case "stall":
        await StalledReader.RunAsync(options);
        return 0;
    case "store":
        await Storing.MeasureAsync(options);
        return 0;
    case "watch":
        await Watchers.MeasureAsync(options);
        return 0;
    case "soak":
        await Soak.MeasureAsync(options);
        return 0;
    case "check":
        return await TileCheck.RunAsync(options);
    case "tile":
        await FirstTiles.MeasureAsync(options);
        return 0;
    case "start":
        await ServerStart.MeasureAsync(options, command);
        return 0;
    case "tiles":
        TileMaker.Run(options);
        return 0;
    case "files":
        await TileFolder.WriteAsync(options);
        return 0;
    case "raster":
        RasterMaker.Run(options);
        return 0;
    default:
        Console.Error.WriteLine(
            "load serve|alone|ceiling|stream|unary|closed|many|first|stall|store|watch|soak|check|tile|start|tiles|files|raster "
            + "--OPTION VALUE...");
        return 2;
}
