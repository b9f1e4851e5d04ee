using System.Text.Json;

namespace ActorPipeline.Pbm.Nodes;

/// <summary>A probe's answer.</summary>
/// <param name="IsOk">Whether all checks hold.</param>
/// <param name="Report">The checks.</param>
internal sealed record Probe(bool IsOk, JsonElement Report);
