using CodeFirst.Grpc.Schema;
using Google.Protobuf.Reflection;
using FieldLabel = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Label;
using FieldType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;
using FileOptions = Google.Protobuf.Reflection.FileOptions;

namespace Tests.CodeFirst.Schema;

[TestClass]
public sealed class ProtoTextTests
{
    [TestMethod]
    public void Print_WholeFile_IsLaidOutAsBufDoes()
    {
        FileDescriptorProto file = File("satellite");
        file.Options = new FileOptions { GoPackage = "example.com/satellitepb" };
        file.Dependency.AddRange(["google/protobuf/timestamp.proto", "google/protobuf/empty.proto"]);
        file.MessageType.Add(Message("Location", Field("x", 1, FieldType.Int32), Field("y", 2, FieldType.Int32)));
        file.MessageType.Add(Message("Nothing"));
        file.EnumType.Add(new EnumDescriptorProto
        {
            Name = "Side",
            Value = { Value("SIDE_UNSPECIFIED", 0), Value("SIDE_DAY", 1), Value("SIDE_NIGHT", -1) },
        });
        file.Service.Add(new ServiceDescriptorProto
        {
            Name = "Satellite",
            Method =
            {
                Method("Get", ".satellite.Location", ".google.protobuf.Empty"),
                Method("Watch", ".satellite.Location", ".satellite.Nothing", answers: true),
                Method("Send", ".satellite.Location", ".satellite.Nothing", requests: true),
            },
        });
        file.SourceCodeInfo = Comments(
            ([4, 0], " A cell.\n"),
            ([4, 0, 2, 1], " Row.\n\n Southern is 0.\n"),
            ([5, 0, 2, 0], " Not said.\n"),
            ([6, 0], " Serves.\n"),
            ([6, 0, 2, 0], " Gets.\n"),
            ([6, 0, 2, 1], " Watches.\n"));

        Assert.AreEqual("""
            syntax = "proto3";

            package satellite;

            import "google/protobuf/empty.proto";
            import "google/protobuf/timestamp.proto";

            option go_package = "example.com/satellitepb";

            // A cell.
            message Location {
              int32 x = 1;

              // Row.
              //
              // Southern is 0.
              int32 y = 2;
            }

            message Nothing {}

            enum Side {
              // Not said.
              SIDE_UNSPECIFIED = 0;
              SIDE_DAY = 1;
              SIDE_NIGHT = -1;
            }

            // Serves.
            service Satellite {
              // Gets.
              rpc Get(Location) returns (google.protobuf.Empty);

              // Watches.
              rpc Watch(Location) returns (stream Nothing);
              rpc Send(stream Location) returns (Nothing);
            }

            """, ProtoText.Print(file));
    }

    [TestMethod]
    public void Print_LabelsAndMaps_AreWrittenAsAPersonWould()
    {
        FileDescriptorProto file = File("p");
        DescriptorProto message = Message(
            "M",
            Field("maybe", 1, FieldType.String, optional: true),
            Field("many", 2, FieldType.Bytes, FieldLabel.Repeated),
            Field("by_name", 3, FieldType.Message, FieldLabel.Repeated, ".p.M.ByNameEntry"),
            Field("odd", 4, FieldType.Sfixed64, jsonName: "veryOdd"),
            Field("some_name", 5, FieldType.Bool, jsonName: "someName"));
        message.Field[0].OneofIndex = 0;
        message.OneofDecl.Add(new OneofDescriptorProto { Name = "_maybe" });
        DescriptorProto entry =
            Message("ByNameEntry", Field("key", 1, FieldType.String), Field("value", 2, FieldType.Message, typeName: ".p.M"));
        entry.Options = new MessageOptions { MapEntry = true };
        message.NestedType.Add(entry);
        file.MessageType.Add(message);

        Assert.AreEqual("""
            message M {
              optional string maybe = 1;
              repeated bytes many = 2;
              map<string, M> by_name = 3;
              sfixed64 odd = 4 [json_name = "veryOdd"];
              bool some_name = 5;
            }
            """, Declarations(file));
    }

    [TestMethod]
    public void Print_Oneof_HoldsItsFields()
    {
        FileDescriptorProto file = File("p");
        DescriptorProto message = Message("M", Field("a", 1, FieldType.Int32), Field("b", 2, FieldType.Int32),
            Field("c", 3, FieldType.Int32), Field("d", 4, FieldType.Int32));
        message.OneofDecl.Add(new OneofDescriptorProto { Name = "choice" });
        message.Field[1].OneofIndex = 0;
        message.Field[2].OneofIndex = 0;
        file.MessageType.Add(message);
        file.SourceCodeInfo = Comments(([4, 0, 8, 0], " One of two.\n"), ([4, 0, 2, 2], " The other.\n"));

        Assert.AreEqual("""
            message M {
              int32 a = 1;

              // One of two.
              oneof choice {
                int32 b = 2;

                // The other.
                int32 c = 3;
              }
              int32 d = 4;
            }
            """, Declarations(file));
    }

    [TestMethod]
    public void Print_NestedTypes_StandBeforeTheFieldsOfTheirMessage()
    {
        FileDescriptorProto file = File("p");
        DescriptorProto message = Message("Outer", Field("inner", 1, FieldType.Message, typeName: ".p.Outer.Inner"),
            Field("kind", 2, FieldType.Enum, typeName: ".p.Outer.Kind"));
        message.NestedType.Add(Message("Inner", Field("again", 1, FieldType.Message, typeName: ".p.Outer")));
        message.EnumType.Add(new EnumDescriptorProto { Name = "Kind", Value = { Value("KIND_UNSPECIFIED", 0) } });
        file.MessageType.Add(message);

        Assert.AreEqual("""
            message Outer {
              message Inner {
                Outer again = 1;
              }

              enum Kind {
                KIND_UNSPECIFIED = 0;
              }

              Outer.Inner inner = 1;
              Outer.Kind kind = 2;
            }
            """, Declarations(file));
    }

    [TestMethod]
    public void Print_NameThatSomethingNearerHas_IsWrittenWhole()
    {
        FileDescriptorProto file = File("a.b");
        DescriptorProto outer = Message(
            "Outer",
            Field("near", 1, FieldType.Message, typeName: ".a.b.Outer.Cell"),
            Field("far", 2, FieldType.Message, typeName: ".a.b.Cell"),
            Field("elsewhere", 3, FieldType.Message, typeName: ".b.Cell"),
            Field("unrelated", 4, FieldType.Message, typeName: ".c.Cell"));
        outer.NestedType.Add(Message("Cell"));
        file.MessageType.Add(outer);
        file.MessageType.Add(Message("Cell"));

        // In the package a.b the name b.Cell is a.b.Cell.
        Assert.AreEqual("""
            message Outer {
              message Cell {}

              Outer.Cell near = 1;
              .a.b.Cell far = 2;
              .b.Cell elsewhere = 3;
              c.Cell unrelated = 4;
            }

            message Cell {}
            """, Declarations(file));
    }

    [TestMethod]
    public void Print_NameThatIsAWordOfTheLanguage_IsWrittenWhole()
    {
        FileDescriptorProto file = File("p");
        file.MessageType.Add(Message("group", Field("group", 1, FieldType.Message, typeName: ".p.group"),
            Field("s", 2, FieldType.Message, typeName: ".stream.v1.S")));

        Assert.AreEqual("""
            message group {
              .p.group group = 1;
              .stream.v1.S s = 2;
            }
            """, Declarations(file));
    }

    [TestMethod]
    public void Print_NameThatAMethodOrAnImportedPackageHas_IsWrittenWhole()
    {
        FileDescriptorProto file = File("a.v1");
        file.MessageType.Add(
            Message("Pair", Field("x", 1, FieldType.Message, typeName: ".a.geo.X"), Field("y", 2, FieldType.Message, typeName: ".geo.Y")));
        file.Service.Add(new ServiceDescriptorProto { Name = "S", Method = { Method("Pair", ".a.v1.Pair", ".a.v1.Pair") } });

        // In the package a.v1 the name geo.Y is a.geo.Y, and in the service the name Pair is the method.
        Assert.AreEqual("""
            message Pair {
              a.geo.X x = 1;
              .geo.Y y = 2;
            }

            service S {
              rpc Pair(.a.v1.Pair) returns (.a.v1.Pair);
            }
            """, Declarations(file));
    }

    [TestMethod]
    public void Print_LongComment_IsWrappedAtBlanks()
    {
        FileDescriptorProto file = File("p");
        file.MessageType.Add(Message("M", Field("x", 1, FieldType.Int32)));
        file.SourceCodeInfo = Comments(([4, 0, 2, 0], " " + string.Join(' ', Enumerable.Repeat("twelveletter", 12)) + "\n"),
            ([4, 0], " " + new string('x', 120) + "\n"));

        string[] lines = ProtoText.Print(file).Split('\n');

        CollectionAssert.Contains(lines, "// " + new string('x', 120));
        CollectionAssert.Contains(lines, "  // " + string.Join(' ', Enumerable.Repeat("twelveletter", 7)));
        CollectionAssert.Contains(lines, "  // " + string.Join(' ', Enumerable.Repeat("twelveletter", 5)));
    }

    [TestMethod]
    public void Print_TheSameFileTwice_IsTheSameText()
    {
        FileDescriptorProto file = File("p");
        file.MessageType.Add(Message("M", Field("x", 1, FieldType.Int32)));
        Assert.AreEqual(ProtoText.Print(file), ProtoText.Print(file));
    }

    private static FileDescriptorProto File(string package) => new() { Name = package + ".proto", Package = package, Syntax = "proto3" };

    private static DescriptorProto Message(string name, params FieldDescriptorProto[] fields) => new() { Name = name, Field = { fields } };

    private static EnumValueDescriptorProto Value(string name, int number) => new() { Name = name, Number = number };

    private static MethodDescriptorProto Method(string name, string input, string output, bool requests = false, bool answers = false) =>
        new() { Name = name, InputType = input, OutputType = output, ClientStreaming = requests, ServerStreaming = answers };

    private static FieldDescriptorProto Field(
        string name,
        int number,
        FieldType type,
        FieldLabel label = FieldLabel.Optional,
        string typeName = "",
        bool optional = false,
        string jsonName = "") => new()
        {
            Name = name,
            Number = number,
            Type = type,
            Label = label,
            TypeName = typeName,
            Proto3Optional = optional,
            JsonName = jsonName,
        };

    private static SourceCodeInfo Comments(params (int[] Path, string Text)[] comments) =>
        new() { Location = { comments.Select(c => new SourceCodeInfo.Types.Location { Path = { c.Path }, LeadingComments = c.Text }) } };

    /// <summary>What follows the package.</summary>
    private static string Declarations(FileDescriptorProto file)
    {
        string text = ProtoText.Print(file);
        int package = text.IndexOf("package", StringComparison.Ordinal);
        return text[(text.IndexOf(";\n\n", package, StringComparison.Ordinal) + 3)..].TrimEnd('\n');
    }
}
