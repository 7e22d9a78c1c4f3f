namespace Tests.Runtime.Calls;

public enum CallKind
{
    Unary,
    ServerStreaming,
    ClientStreaming,
    Duplex,
}
