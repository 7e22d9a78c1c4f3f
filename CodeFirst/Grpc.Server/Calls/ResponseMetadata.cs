using CodeFirst.Grpc.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CodeFirst.Grpc.Server;

/// <summary>Puts the application's metadata among the headers or trailers of a response.</summary>
internal static class ResponseMetadata
{
    public static void Add(IHeaderDictionary target, Metadata metadata)
    {
        foreach (Metadata.Entry entry in metadata)
        {
            if (GrpcHeaders.IsCustom(entry.Key))
            {
                // Not by Append, which leaves out a value that is empty.
                target[entry.Key] = StringValues.Concat(target[entry.Key], CustomMetadata.HeaderValue(entry));
            }
        }
    }
}
