namespace CodeFirst.Grpc.Client;

/// <summary>What a channel knows of a method.</summary>
internal sealed record MethodRoute(Uri Address, MessageLimits Limits);
