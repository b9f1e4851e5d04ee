using ActorPipeline.Log;

namespace ActorPipeline.Embedded.Contents;

/// <summary>A topic with the sizes it was laid out with; options that changed since count for new topics only.</summary>
internal sealed record StoredTopic(TopicDescription Description, int PageSizeBits, int SegmentSizeBits);
