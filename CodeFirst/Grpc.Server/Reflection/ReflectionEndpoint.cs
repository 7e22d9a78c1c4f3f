using Microsoft.Extensions.Hosting;

namespace CodeFirst.Grpc.Server;

/// <summary>Answers questions about the schema of all mapped services, by both names of server reflection.</summary>
internal sealed class ReflectionEndpoint(ServerRuntime runtime, IHostApplicationLifetime lifetime) : IServerReflection, IServerReflectionV1Alpha
{
    // Made when the first client asks: by then all services are mapped.
    private readonly Lazy<ServedSchema> _schema = new(() => new ServedSchema(runtime.Contracts));

    public async IAsyncEnumerable<ServerReflectionResponse> ServerReflectionInfo(IAsyncEnumerable<ServerReflectionRequest> requests, CallContext context = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        await using IAsyncEnumerator<ServerReflectionRequest> questions = requests.GetAsyncEnumerator(ending.Token);
        while (await MoveNextAsync(questions))
        {
            yield return Answer(questions.Current);
        }
    }

    /// <summary>Waits for a client's next question, but not once the application stops.</summary>
    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ServerReflectionRequest> questions)
    {
        try
        {
            return await questions.MoveNextAsync();
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw ServerStopping.Error();
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        ServedSchema schema = _schema.Value;
        switch (request)
        {
            case { FileByFilename: { } path }:
                AnswerFile(response, schema.FileAt(path), "there is no file of this path here");
                break;
            case { FileContainingSymbol: { } symbol }:
                AnswerFile(response, schema.FileOf(symbol), "there is no symbol of this full name here");
                break;
            case { FileContainingExtension: not null }:
                AnswerFile(response, null, "there are no extensions here");
                break;
            case { AllExtensionNumbersOfType: { } type } when schema.HasMessage(type):
                // proto3 messages have none.
                response.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = type };
                break;
            case { AllExtensionNumbersOfType: not null }:
                AnswerFile(response, null, "there is no message of this full name here");
                break;
            case { ListServices: not null }:
                response.ListServicesResponse = new ListServiceResponse { Service = [.. schema.Services.Select(name => new ServiceResponse { Name = name })] };
                break;
            default:
                response.ErrorResponse = Error(StatusCode.Unimplemented, "the request asks for nothing that is known here");
                break;
        }

        return response;
    }

    private static void AnswerFile(ServerReflectionResponse response, List<ReadOnlyMemory<byte>>? file, string otherwise)
    {
        if (file is null)
        {
            response.ErrorResponse = Error(StatusCode.NotFound, otherwise);
        }
        else
        {
            response.FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = file };
        }
    }

    private static ErrorResponse Error(StatusCode code, string message) => new() { ErrorCode = (int)code, ErrorMessage = message };
}
