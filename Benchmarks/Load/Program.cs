using Benchmarks.Load;
using CodeFirstSatellite.Contracts;

// The C# client that run.sh measures with:
//   load stream --server URL --certs DIR --area WxH --warm-up N --streams N    seconds of each stream, one a line
//   load first  --server URL --certs DIR --area WxH --warm-up N --calls N      milliseconds to each first image, one a line
//   load stall  --server URL --certs DIR --area WxH                            reads one image and no more until stdin ends
var options = args.Skip(1).Chunk(2).ToDictionary(pair => pair[0], pair => pair[^1]);
using var channel = MutualTls.Channel(options["--server"], options["--certs"]);
var satellite = channel.CreateGrpcService<ISatellite>();
var area = FullArea.Parse(options["--area"]);

switch (args[0])
{
    case "stream":
        await Streams.MeasureAsync(satellite, area, Number("--warm-up"), Number("--streams"));
        return 0;
    case "first":
        await FirstImages.MeasureAsync(satellite, area, Number("--warm-up"), Number("--calls"));
        return 0;
    case "stall":
        await StalledReader.RunAsync(satellite, area);
        return 0;
    default:
        Console.Error.WriteLine("load stream|first|stall --server URL --certs DIR --area WxH ...");
        return 2;
}

int Number(string option) => int.Parse(options[option], null);
