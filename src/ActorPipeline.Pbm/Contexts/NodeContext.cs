namespace ActorPipeline.Pbm.Contexts;

/// <summary>A node under a name.</summary>
/// <param name="Node">Its address.</param>
/// <param name="Token">The token it asks for, or null.</param>
internal sealed record NodeContext(string Node, string? Token);
