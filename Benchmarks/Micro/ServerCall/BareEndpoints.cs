using System.Buffers;
using System.IO.Pipelines;
using Benchmarks.Micro.Contract;
using CodeFirst.Grpc;
using CodeFirst.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Benchmarks.Micro.ServerCall;

/// <summary>
/// What Kestrel takes for itself: routed endpoints that read the request and write the bytes that the service's methods
/// write, with no limit, deadline, cancellation or error looked after.
/// </summary>
internal static class BareEndpoints
{
    private const int BatchSize = 64 * 1024;

    private static readonly MessageSerializer<Count> Counts = MessageTypes.SerializerOf<Count>();
    private static readonly byte[] Answer = Framed.Of(new Location { X = 3, Y = 4 });
    private static readonly int RequestSize = Framed.Of(new Location { X = 1, Y = 2 }).Length;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/bare/Get", GetAsync);
        endpoints.MapPost("/bare/GetMany", GetManyAsync);
        endpoints.MapPost("/bare/Collect", CollectAsync);
    }

    private static async Task GetAsync(HttpContext http)
    {
        ReadOnlySequence<byte> request = await ReadAllAsync(http.Request.BodyReader);
        http.Request.BodyReader.AdvanceTo(request.End);
        Begin(http);
        http.Response.BodyWriter.Write(Answer);
    }

    private static async Task GetManyAsync(HttpContext http)
    {
        ReadOnlySequence<byte> request = await ReadAllAsync(http.Request.BodyReader);
        int messages = Counts.Read(request.FirstSpan[Framed.PrefixSize..]).Messages;
        http.Request.BodyReader.AdvanceTo(request.End);
        Begin(http);
        PipeWriter writer = http.Response.BodyWriter;
        while (messages > 0)
        {
            int batch = Math.Min(messages, BatchSize / Answer.Length);
            Span<byte> room = writer.GetSpan(batch * Answer.Length);
            for (int i = 0; i < batch; i++)
            {
                Answer.CopyTo(room[(i * Answer.Length)..]);
            }

            writer.Advance(batch * Answer.Length);
            await writer.FlushAsync();
            messages -= batch;
        }
    }

    private static async Task CollectAsync(HttpContext http)
    {
        ReadOnlySequence<byte> requests = await ReadAllAsync(http.Request.BodyReader);
        int messages = (int)requests.Length / RequestSize;
        http.Request.BodyReader.AdvanceTo(requests.End);
        Begin(http);
        var count = new Count { Messages = messages };
        var lengths = new MessageLengths();
        int length = Counts.Measure(count, lengths);
        Span<byte> room = http.Response.BodyWriter.GetSpan(Framed.PrefixSize + length);
        room[..Framed.PrefixSize].Clear();
        room[Framed.PrefixSize - 1] = (byte)length;
        Counts.Write(count, length, lengths, room[Framed.PrefixSize..]);
        http.Response.BodyWriter.Advance(Framed.PrefixSize + length);
    }

    private static async ValueTask<ReadOnlySequence<byte>> ReadAllAsync(PipeReader reader)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync();
            if (read.IsCompleted)
            {
                return read.Buffer;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static void Begin(HttpContext http)
    {
        http.Response.ContentType = "application/grpc";
        http.Response.AppendTrailer("grpc-status", "0");
    }
}
