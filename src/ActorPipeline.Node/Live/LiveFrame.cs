using System.Text.Json.Serialization;

namespace ActorPipeline.Node.Live;

/// <summary>What a client gets: a snapshot or a frame.</summary>
/// <param name="Seq">Its number: a snapshot bears that of the last frame before it, every frame one more.</param>
/// <param name="Parts">The rows, oldest first; a part that replaces can only be the first.</param>
[JsonConverter(typeof(LiveFrameConverter))]
internal sealed record LiveFrame(string Id, long Seq, IReadOnlyList<LiveRows> Parts);
