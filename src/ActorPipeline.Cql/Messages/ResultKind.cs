namespace ActorPipeline.Cql.Messages;

internal enum ResultKind
{
    Void = 1,
    Rows = 2,
    Prepared = 4,
    SchemaChange = 5,
}
