using System.Text.Json.Serialization;

namespace ActorPipeline.Lake.Sql;

/// <summary>What a node and the process of a statement say to each other, written and read by generated code: reflection would take longer than most
/// statements.</summary>
[JsonSerializable(typeof(SqlJob))]
[JsonSerializable(typeof(SqlMessage))]
[JsonSerializable(typeof(IReadOnlyList<IReadOnlyList<string>>))]
internal sealed partial class SqlJson : JsonSerializerContext;
