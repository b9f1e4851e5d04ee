namespace ActorPipeline.Cql.Messages;

/// <summary>What a RESULT is.</summary>
internal enum ResultKind
{
    Void = 1,
    Rows = 2,
    Prepared = 4,
    SchemaChange = 5,
}
