namespace ActorPipeline.Pbm.Contexts;

internal sealed record NodeContext(string Node, string? Token);
