using System.Collections.Immutable;

namespace ActorPipeline.Embedded.Contents;

/// <summary>What is known of a topic's log.</summary>
/// <param name="Begin">The address below which segments may have been given back.</param>
/// <param name="Until">An address up to which it is durable; it may be more. 0 until its first record is acknowledged.</param>
internal sealed record TopicContents(StoredTopic Topic, long Begin, long Until)
{
    internal string Name => Topic.Description.Name;
}

/// <summary>What a data folder must hold. Positions are lower bounds: they are not written down with every append.</summary>
/// <param name="Topics">The topics by name. Bounded by those that pipelines declare.</param>
/// <param name="Groups">How often the offsets of groups were stored, at least.</param>
/// <param name="Store">The newest mark that the view store is known to hold; 0 while there is no store.</param>
internal sealed record FolderContents(ImmutableSortedDictionary<string, TopicContents> Topics, long Groups, long Store)
{
    internal static FolderContents Empty { get; } = new(ImmutableSortedDictionary.Create<string, TopicContents>(StringComparer.Ordinal), 0, 0);

    internal FolderContents With(TopicContents topic) => this with { Topics = Topics.SetItem(topic.Name, topic) };
}
