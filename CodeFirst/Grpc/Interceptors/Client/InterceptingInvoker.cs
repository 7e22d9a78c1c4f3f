using System.Runtime.ExceptionServices;

namespace CodeFirst.Grpc;

/// <summary>Makes calls through one interceptor, whose continuation is another invoker.</summary>
internal sealed class InterceptingInvoker(CallInvoker inner, Interceptor interceptor) : CallInvoker
{
    public override async Task<TResponse> UnaryAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, TRequest request, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        CallCapture? capture = context.OptionalCapture;
        capture?.Start();
        try
        {
            using AsyncUnaryCall<TResponse> call = StartedCalls.By(interceptor, nameof(interceptor.AsyncUnaryCall), started => interceptor.AsyncUnaryCall(
                request,
                Describe(method, context),
                (r, c) => started.Add(ContinueUnary(r, c, context))));
            capture?.Follow(call);
            TResponse response = await call.ResponseAsync.ConfigureAwait(false);
            capture?.SetEnd(call.GetStatus(), call.GetTrailers());
            return response;
        }
        catch (Exception e)
        {
            capture?.SetFailure(e);
            throw;
        }
    }

    public override async Task<TResponse> ClientStreamingAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, IAsyncEnumerable<TRequest> requests, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(requests);
        CallCapture? capture = context.OptionalCapture;
        capture?.Start();
        try
        {
            using AsyncClientStreamingCall<TRequest, TResponse> call = StartedCalls.By(interceptor, nameof(interceptor.AsyncClientStreamingCall), started => interceptor.AsyncClientStreamingCall(
                Describe(method, context),
                (ClientInterceptorContext<TRequest, TResponse> c) => started.Add(ContinueClientStreaming(c, context))));
            capture?.Follow(call);
            using var pump = new RequestPump<TRequest>(requests, call.RequestStream, call.Dispose);
            try
            {
                TResponse response = await call.ResponseAsync.ConfigureAwait(false);
                capture?.SetEnd(call.GetStatus(), call.GetTrailers());
                return response;
            }
            catch when (pump.Failure is { } own)
            {
                ExceptionDispatchInfo.Throw(own);
                throw;
            }
        }
        catch (Exception e)
        {
            capture?.SetFailure(e);
            throw;
        }
    }

    public override IAsyncEnumerable<TResponse> ServerStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, TRequest request, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new ServerStreamingResponses<TRequest, TResponse>(this, method, request, context);
    }

    public override IAsyncEnumerable<TResponse> DuplexStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, IAsyncEnumerable<TRequest> requests, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return new DuplexResponses<TRequest, TResponse>(this, method, requests, context);
    }

    private static ClientInterceptorContext<TRequest, TResponse> Describe<TRequest, TResponse>(Method<TRequest, TResponse> method, in CallContext context)
        where TRequest : class
        where TResponse : class =>
        new(method, null, context.CallOptions);

    private AsyncUnaryCall<TResponse> ContinueUnary<TRequest, TResponse>(TRequest request, in ClientInterceptorContext<TRequest, TResponse> handedOn, in CallContext context)
        where TRequest : class
        where TResponse : class
    {
        var call = new ContinuedCall(context, handedOn.Options);
        Task<TResponse> response = inner.UnaryAsync(handedOn.Method, request, call.Context);
        Unobserved.Ignore(response);
        return new AsyncUnaryCall<TResponse>(response, Headers(call, response), call.GetStatus, call.GetTrailers, call.Dispose);
    }

    private AsyncClientStreamingCall<TRequest, TResponse> ContinueClientStreaming<TRequest, TResponse>(in ClientInterceptorContext<TRequest, TResponse> handedOn, in CallContext context)
        where TRequest : class
        where TResponse : class
    {
        var call = new ContinuedCall(context, handedOn.Options);
        var requests = new RequestHandOff<TRequest>();
        Task<TResponse> response = inner.ClientStreamingAsync(handedOn.Method, requests.ReadAsync(), call.Context);
        Unobserved.Ignore(response);
        CloseAfter(response, requests);
        return new AsyncClientStreamingCall<TRequest, TResponse>(requests, response, Headers(call, response), call.GetStatus, call.GetTrailers, call.Dispose);
    }

    private AsyncServerStreamingCall<TResponse> ContinueServerStreaming<TRequest, TResponse>(TRequest request, in ClientInterceptorContext<TRequest, TResponse> handedOn, in CallContext context)
        where TRequest : class
        where TResponse : class
    {
        var call = new ContinuedCall(context, handedOn.Options);
        var responses = new SequenceReader<TResponse>(inner.ServerStreaming(handedOn.Method, request, call.Context));
        return new AsyncServerStreamingCall<TResponse>(responses, Headers(call, responses.First), call.GetStatus, call.GetTrailers, () =>
        {
            responses.Dispose();
            call.Dispose();
        });
    }

    private AsyncDuplexStreamingCall<TRequest, TResponse> ContinueDuplexStreaming<TRequest, TResponse>(in ClientInterceptorContext<TRequest, TResponse> handedOn, in CallContext context)
        where TRequest : class
        where TResponse : class
    {
        var call = new ContinuedCall(context, handedOn.Options);
        var requests = new RequestHandOff<TRequest>();
        var responses = new SequenceReader<TResponse>(inner.DuplexStreaming(handedOn.Method, requests.ReadAsync(), call.Context));
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(requests, responses, Headers(call, responses.First), call.GetStatus, call.GetTrailers, () =>
        {
            requests.Close();
            responses.Dispose();
            call.Dispose();
        });
    }

    private static Task<Metadata> Headers(ContinuedCall call, Task response)
    {
        Task<Metadata> headers = call.HeadersAsync(response);
        Unobserved.Ignore(headers);
        return headers;
    }

    private static void CloseAfter<TRequest>(Task response, RequestHandOff<TRequest> requests) =>
        response.ContinueWith(static (_, r) => ((RequestHandOff<TRequest>)r!).Close(), requests, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private sealed class ServerStreamingResponses<TRequest, TResponse>(
        InterceptingInvoker invoker,
        Method<TRequest, TResponse> method,
        TRequest request,
        CallContext context) : InterceptedResponses<TResponse>(method, context)
        where TRequest : class
        where TResponse : class
    {
        private readonly CallContext _context = context;

        protected override AsyncCall Start(out IAsyncStreamReader<TResponse> responses)
        {
            AsyncServerStreamingCall<TResponse> call = StartedCalls.By(invoker.Interceptor, nameof(Interceptor.AsyncServerStreamingCall), started => invoker.Interceptor.AsyncServerStreamingCall(
                request,
                Describe(method, _context),
                (r, c) => started.Add(invoker.ContinueServerStreaming(r, c, _context))));
            responses = call.ResponseStream;
            return call;
        }
    }

    private sealed class DuplexResponses<TRequest, TResponse>(
        InterceptingInvoker invoker,
        Method<TRequest, TResponse> method,
        IAsyncEnumerable<TRequest> requests,
        CallContext context) : InterceptedResponses<TResponse>(method, context)
        where TRequest : class
        where TResponse : class
    {
        private readonly CallContext _context = context;
        private RequestPump<TRequest>? _pump;

        protected override Exception? OwnFailure => _pump?.Failure;

        protected override AsyncCall Start(out IAsyncStreamReader<TResponse> responses)
        {
            AsyncDuplexStreamingCall<TRequest, TResponse> call = StartedCalls.By(invoker.Interceptor, nameof(Interceptor.AsyncDuplexStreamingCall), started => invoker.Interceptor.AsyncDuplexStreamingCall(
                Describe(method, _context),
                (ClientInterceptorContext<TRequest, TResponse> c) => started.Add(invoker.ContinueDuplexStreaming(c, _context))));
            responses = call.ResponseStream;
            _pump = new RequestPump<TRequest>(requests, call.RequestStream, call.Dispose);
            return call;
        }

        protected override void Release()
        {
            _pump?.Dispose();
            base.Release();
        }
    }

    private Interceptor Interceptor => interceptor;
}
