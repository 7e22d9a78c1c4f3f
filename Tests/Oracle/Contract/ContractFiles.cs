using CodeFirst.Grpc;

[assembly: ProtoFile("peer", FileName = "oracle.proto")]
