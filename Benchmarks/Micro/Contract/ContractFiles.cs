using CodeFirst.Grpc;

[assembly: ProtoFile("bench", FileName = "bench.proto")]
