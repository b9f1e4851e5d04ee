using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ActorPipeline.Pbm.Nodes;

namespace ActorPipeline.Pbm.Loading;

/// <summary>Speaks a node's bulk-load routes: begins a load, resumes it, sends parts.</summary>
internal sealed class LoadClient(NodeClient node, LoadOptions options)
{
    private static readonly TimeSpan PartTimeout = TimeSpan.FromSeconds(60);

    private string? _load;
    private string _from = "[]";
    private string _start = "null";

    /// <summary>What parts the fields of CSV records, once the load has begun.</summary>
    public byte Separator { get; private set; } = (byte)',';

    /// <summary>Begins the load: from now on the node can tell what it has of it.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (options.Format == RecordFormat.Csv)
        {
            var source = (await node.GetAsync(new NodeQuery("pipelines", options.Pipeline), cancellationToken)).GetProperty("source");
            Separator = source.TryGetProperty("separator", out var separator) && separator.GetString() is [var letter] ? (byte)letter : Separator;
        }

        var answer = await node.PostAsync(new NodeQuery("pipelines", options.Pipeline, "loads"), null, PartTimeout, cancellationToken);
        _from = answer.GetProperty("from").GetRawText();
        _start = answer.GetProperty("start").GetRawText();
        _load = answer.GetProperty("load").GetString();
    }

    /// <summary>Asks what the pipeline would make of records, without giving them to it.</summary>
    public async Task<FilePreview> PreviewAsync(LoadBatch batch, CancellationToken cancellationToken)
    {
        using var body = BodyOf(batch);
        return FilePreview.Of(await node.PostAsync(new NodeQuery("pipelines", options.Pipeline, "preview"), body, PartTimeout, cancellationToken));
    }

    /// <summary>Asks what became of the load.</summary>
    /// <returns>Null when not all of it is applied yet.</returns>
    public async Task<LoadOutcome?> OutcomeAsync(CancellationToken cancellationToken)
    {
        using var body = new StringContent($"{{\"start\":{_start}}}", Encoding.UTF8, "application/json");
        var query = new NodeQuery("pipelines", options.Pipeline, "loads", _load!, "outcome");
        var answer = await node.PostAsync(query, body, NodeClient.AnswerTimeout, cancellationToken);
        return answer.GetProperty("done").GetBoolean() ? LoadOutcome.Of(answer) : null;
    }

    /// <summary>Finds out how far the load has come.</summary>
    /// <returns>The first index that may be missing.</returns>
    public async Task<long> ResumeAsync(CancellationToken cancellationToken)
    {
        using var body = new StringContent($"{{\"from\":{_from}}}", Encoding.UTF8, "application/json");
        var query = new NodeQuery("pipelines", options.Pipeline, "loads", _load!, "resume");

        // The node looks through the source topic: that takes its time.
        var answer = await node.PostAsync(query, body, NodeClient.AnswerTimeout, cancellationToken);
        return answer.GetProperty("next").GetInt64();
    }

    /// <summary>Sends a part; on return it is durable.</summary>
    public async Task SendAsync(LoadBatch batch, CancellationToken cancellationToken)
    {
        using var body = BodyOf(batch);
        var query = new NodeQuery("pipelines", options.Pipeline, "loads", _load!, "events").With("first", batch.First);
        await node.PostAsync(query, body, PartTimeout, cancellationToken);
    }

    /// <summary>Whether a failure passes: the node is gone, busy or restarted, and the load can go on when it is back.</summary>
    public bool IsPassing(NodeException failure) =>
        failure.IsTransient || (_load is not null && failure.Status is (HttpStatusCode.Conflict or HttpStatusCode.NotFound));

    private static ReadOnlyMemoryContent BodyOf(LoadBatch batch)
    {
        var body = new ReadOnlyMemoryContent(batch.Body);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return body;
    }
}
