using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Connections;

/// <summary>What a connection needs to know of the session it serves.</summary>
/// <param name="OnRoom">Called with how many more requests there may be room for, from any thread; must not block.</param>
/// <param name="OnEvent">Called with what the server pushes, on the reader; must not block. Null refuses events.</param>
internal sealed record ConnectionSettings(IClientOptions Options, int Version, Action<int>? OnRoom = null, Action<CqlFrame>? OnEvent = null);
