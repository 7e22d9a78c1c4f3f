using ProtoBuf;

// proto3 as other languages read it: lists of numbers are packed.
[assembly: CompatibilityLevel(CompatibilityLevel.Level300)]

// File names and options of the exported schema, for which protobuf-net.Grpc has no attribute.
[assembly: ProtoFile("satellite", GoPackage = "example.com/satellitepb")]
[assembly: ProtoFile("satellite.archive.v1", FileName = "archive.proto", GoPackage = "example.com/satellitepb/archive")]
[assembly: ProtoFile("satellite.catalog.v1", FileName = "catalog.proto", GoPackage = "example.com/satellitepb/catalog")]
[assembly: ProtoFile("satellite.live.v1", FileName = "live.proto", GoPackage = "example.com/satellitepb/live")]
