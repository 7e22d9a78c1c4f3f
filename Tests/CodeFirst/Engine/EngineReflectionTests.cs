using CodeFirst.Grpc.AspNetCore;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using V1 = Grpc.Reflection.V1;

namespace Tests.CodeFirst.Engine;

/// <summary>The package's reflection services tell of compiled contracts.</summary>
[TestClass]
public sealed class EngineReflectionTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Services_ThatAreMapped_AreListed(bool reflectionFirst)
    {
        await using PlantServer server = await StartAsync(reflectionFirst);
        using GrpcChannel channel = server.CreateChannel(false);
        string[] expected =
            [
                "engine.Frank",
                "engine.Plant",
                "grpc.health.v1.Health",
                "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection",
            ];
        ServerReflectionResponse alpha = await AskAsync(channel, new ServerReflectionRequest { ListServices = "" });
        CollectionAssert.AreEqual(
            expected,
            alpha.ListServicesResponse.Service.Select(service => service.Name).Order(StringComparer.Ordinal).ToArray());
        using AsyncDuplexStreamingCall<V1.ServerReflectionRequest, V1.ServerReflectionResponse> call =
            new V1.ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new V1.ServerReflectionRequest { ListServices = "" });
        Assert.IsTrue(await call.ResponseStream.MoveNext(CancellationToken.None));
        CollectionAssert.AreEqual(
            expected, call.ResponseStream.Current.ListServicesResponse.Service
                .Select(service => service.Name)
                .Order(StringComparer.Ordinal)
                .ToArray());
    }

    [TestMethod]
    [DataRow("engine.Plant")]
    [DataRow("engine.Plant.MakeMany")]
    [DataRow("engine.Part")]
    public async Task File_OfASymbol_IsTheContractsSchema(string symbol)
    {
        await using PlantServer server = await StartAsync(false);
        using GrpcChannel channel = server.CreateChannel(false);
        ServerReflectionResponse response = await AskAsync(channel, new ServerReflectionRequest { FileContainingSymbol = symbol });
        FileDescriptorProto file = FileDescriptorProto.Parser.ParseFrom(response.FileDescriptorResponse.FileDescriptorProto[0]);
        Assert.AreEqual("engine", file.Package);
        CollectionAssert.AreEquivalent(new[] { "Plant", "Frank" }, file.Service.Select(service => service.Name).ToArray());
        Assert.IsTrue(
            file.Service.Single(service => service.Name == "Plant").Method.Single(method => method.Name == "MakeMany").ServerStreaming);
    }

    private static Task<PlantServer> StartAsync(bool reflectionFirst) => PlantServer.StartAsync(
        !reflectionFirst,
        builder =>
        {
            builder.Services.AddGrpcHealthChecks().AddCheck("all", () => HealthCheckResult.Healthy());
            builder.Services.AddGrpcReflection();
            builder.Services.AddCompiledContracts();
        },
        app =>
        {
            app.MapGrpcHealthChecksService();
            app.MapGrpcReflectionService();
        });

    private static async Task<ServerReflectionResponse> AskAsync(GrpcChannel channel, ServerReflectionRequest request)
    {
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(request);
        Assert.IsTrue(await call.ResponseStream.MoveNext(CancellationToken.None));
        return call.ResponseStream.Current;
    }
}
