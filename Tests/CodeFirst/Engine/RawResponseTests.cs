using System.Buffers.Binary;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ProtoBuf.Grpc;

namespace Tests.CodeFirst.Engine;

/// <summary>Whatever a server sends, a client that receives batches makes of it what grpc-dotnet makes of it.</summary>
[TestClass]
public sealed class RawResponseTests
{
    private static readonly byte[] One = Frame([0x08, 0x01]);
    private static readonly byte[] Two = Frame([0x08, 0x02]);

    public static IEnumerable<object[]> Bodies =>
    [
        ["nothing", Array.Empty<byte>()],
        ["messages", (byte[])[.. One, .. Two, .. One]],
        ["empty messages", (byte[])[.. Frame([]), .. Frame([]), .. One]],
        ["a message that is none", (byte[])[.. One, .. Two, .. Frame([0x08]), .. One]],
        ["a message that is none comes first", (byte[])[.. Frame([0x0F, 0xFF]), .. One]],
        ["a message as long as a token", (byte[])[.. One, .. Frame([0x12, 22, .. new byte[22]]), .. Two]],
        ["a flag that is none", (byte[])[.. One, 7, 0, 0, 0, 2, 0x08, 0x01, .. One]],
        ["a compressed message without an encoding", (byte[])[.. One, 1, 0, 0, 0, 2, 0x08, 0x01, .. One]],
        ["a length beyond 2 GiB", (byte[])[.. One, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3]],
        ["a length beyond the limit", (byte[])[.. One, 0, 0x7F, 0xFF, 0xFF, 0xFF, 1, 2, 3]],
        ["half a prefix", (byte[])[.. One, 0, 0, 0]],
        ["half a message", (byte[])[.. One, 0, 0, 0, 0, 9, 0x08]],
        ["half a large message", (byte[])[.. One, 0, 0, 2, 0, 0, 0x08, 0x01]],
        [
            "messages about as large as the buffer",
            (byte[])[.. One, .. Load(64 * 1024 - 16), .. Load(64 * 1024 - 5), .. Load(64 * 1024), .. Load(1_000_000), .. Two],
        ],
    ];

    [TestMethod]
    [DynamicData(nameof(Bodies))]
    public async Task Response_OfAnyBytes_EndsAlike(string what, byte[] body)
    {
        foreach (int piece in new[] { int.MaxValue, 1000, 3 })
        {
            if (body.Length / piece > 10_000)
            {
                continue;
            }

            string expected = await OutcomeAsync(false, body, piece);
            Assert.AreEqual(expected, await OutcomeAsync(true, body, piece), $"{what}, in pieces of {piece}");
        }
    }

    private static byte[] Load(int size)
    {
        byte[] message = new byte[size];
        message[0] = 0x12;
        int rest = size - 5;
        for (int i = 0; i < 4; i++)
        {
            message[1 + i] = (byte)((rest >> (7 * i)) & 0x7F | (i < 3 ? 0x80 : 0));
        }

        return Frame(message);
    }

    private static byte[] Frame(byte[] message)
    {
        byte[] frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private static async Task<string> OutcomeAsync(bool batches, byte[] body, int piece)
    {
        await using PlantServer server = await PlantServer.StartAsync(false, use: app => app.Use(_ => async http =>
        {
            http.Response.ContentType = "application/grpc";
            await http.Response.StartAsync();
            for (int i = 0; i < body.Length; i += Math.Min(piece, body.Length - i))
            {
                await http.Response.BodyWriter.WriteAsync(body.AsMemory(i, Math.Min(piece, body.Length - i)));
            }

            http.Response.AppendTrailer("grpc-status", "0");
        }));
        using GrpcChannel channel = server.CreateChannel(batches);
        string read = "";
        try
        {
            await foreach (Part part in PlantServer.CreateClient<IPlant>(channel, true).MakeMany(new Order()))
            {
                read += $"{part.Number}/{part.Load.Length} ";
            }

            return read;
        }
        catch (RpcException e)
        {
            return $"{read} {e.StatusCode} {e.Status.Detail}";
        }
    }
}
