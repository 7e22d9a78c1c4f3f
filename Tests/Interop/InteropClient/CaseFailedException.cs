namespace Tests.InteropClient;

/// <summary>What came is not what a case expects; the message says both.</summary>
internal sealed class CaseFailedException(string message) : Exception(message);
