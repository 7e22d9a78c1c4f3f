using Google.Protobuf.Reflection;

namespace CodeFirst.Grpc.Schema;

/// <summary>
/// The parts of a <see cref="SourceCodeInfo.Types.Location.Path"/>: field numbers of descriptor.proto, those of lists each followed by an
/// index. <c>[4, 0, 2, 1]</c> is the second field of the file's first message.
/// </summary>
internal static class SchemaPath
{
    public const int FileMessage = 4;
    public const int FileEnum = 5;
    public const int FileService = 6;
    public const int MessageField = 2;
    public const int MessageNested = 3;
    public const int MessageEnum = 4;
    public const int MessageOneof = 8;
    public const int EnumValue = 2;
    public const int ServiceMethod = 2;

    public static readonly int[] Package = [2];
    public static readonly int[] Syntax = [12];
}
