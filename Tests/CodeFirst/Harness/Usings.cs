global using Grpc.AspNetCore.Server;
global using Grpc.Core;
global using Grpc.Core.Interceptors;
global using Grpc.Net.Client;
global using ProtoBuf.Grpc;
global using Tests.CodeFirst.Harness;
global using Tests.Http2;
