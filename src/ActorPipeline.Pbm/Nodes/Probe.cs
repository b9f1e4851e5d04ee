using System.Text.Json;

namespace ActorPipeline.Pbm.Nodes;

internal sealed record Probe(bool IsOk, JsonElement Report);
