using CodeFirst.Grpc;

// The paths of the official files, which clients may know.
[assembly: ProtoFile("grpc.health.v1", FileName = "grpc/health/v1/health.proto", GoPackage = "google.golang.org/grpc/health/grpc_health_v1")]
[assembly: ProtoFile("grpc.reflection.v1", FileName = "grpc/reflection/v1/reflection.proto", GoPackage = "google.golang.org/grpc/reflection/grpc_reflection_v1")]
[assembly: ProtoFile("grpc.reflection.v1alpha", FileName = "grpc/reflection/v1alpha/reflection.proto", GoPackage = "google.golang.org/grpc/reflection/grpc_reflection_v1alpha")]
