using System.Reflection;
using CodeFirst.Grpc.Schema;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Routing;

namespace CodeFirst.Grpc.AspNetCore;

/// <summary>The schemas of mapped services, for Grpc.AspNetCore.Server.Reflection.</summary>
internal static class ReflectedServices
{
    /// <summary>The services of compiled contracts, and those that protoc's C# plugin generated, such as health.</summary>
    public static IReadOnlyList<ServiceDescriptor> Of(EndpointDataSource endpoints) =>
        [.. endpoints.Endpoints
            .Select(static endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
            .OfType<Type>()
            .Distinct()
            .SelectMany(static type => Compiled(type).Concat(Generated(type)))
            .DistinctBy(static service => service.FullName)];

    private static IEnumerable<ServiceDescriptor> Compiled(Type serviceType)
    {
        foreach (Type contractType in CompiledBinding.ContractsOf(serviceType))
        {
            if (CompiledContract.TryGet(contractType, out CompiledContract? contract))
            {
                yield return Build(contract.File.Name).Services.First(service => service.FullName == contract.Name);
            }
        }
    }

    private static IEnumerable<ServiceDescriptor> Generated(Type serviceType) =>
        serviceType.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)?.BindType.GetProperty("Descriptor")?.GetValue(null)
            is ServiceDescriptor service ? [service] : [];

    private static FileDescriptor Build(string path) =>
        FileDescriptor.BuildFromByteStrings(SchemaFiles.WithImports(path).Select(f => f.ToByteString()))[^1];
}
