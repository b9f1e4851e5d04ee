namespace ActorPipeline.Cluster;

/// <summary>Settings of what nodes tell each other over the event log. Immutable.</summary>
public sealed record ClusterBusOptions
{
    /// <summary>The topic of announcements, questions and answers; one partition.</summary>
    public string Topic { get; init; } = "ap.cluster";

    /// <summary>The topic of live rows; one partition.</summary>
    public string LiveTopic { get; init; } = "ap.live";

    /// <summary>How often a node announces itself; on a change it does so at once.</summary>
    public TimeSpan AnnounceInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A node not heard of for so long is unreachable: three announcements, and two seconds for a log that is slow to take them.</summary>
    public TimeSpan UnreachableAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A node not heard of for so long is forgotten.</summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A clock that differs by more than this from the other nodes' and the servers' is complained of.</summary>
    public TimeSpan MaxClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is older than this is of no use to anyone: the leader trims it.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A question without an answer is sent again after so long: it or its answer was lost, or nobody served the partition yet.</summary>
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A question without an answer is given up after so long; who asked then looks whether this node serves the partition by now.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most questions of this node that wait for an answer, and the most questions of others it works on.</summary>
    public int MaxQuestions { get; init; } = 1024;

    /// <summary>The largest record in bytes; a longer answer is sent in pieces.</summary>
    public int MaxRecordBytes { get; init; } = 512 * 1024;

    /// <summary>The longest answer in bytes, over all its pieces; also what may wait to be sent, and what may wait for its last piece.</summary>
    public int MaxAnswerBytes { get; init; } = 64 << 20;

    /// <summary>Row batches that wait to be sent to other nodes' dashboards; further ones are dropped and counted.</summary>
    public int LiveBuffer { get; init; } = 1024;

    /// <summary>Shortest and longest pause between two tries after a failure of the log.</summary>
    public (TimeSpan Shortest, TimeSpan Longest) Backoff { get; init; } = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
}
