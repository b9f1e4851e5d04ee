using System.Net;
using ActorPipeline.Pbm.Hosting;
using ActorPipeline.Pbm.Nodes;

namespace ActorPipeline.Pbm.Loading;

/// <summary>Loads files into a pipeline's source topic, every event once, however often the node goes away meanwhile.</summary>
/// <remarks>One part is under way while the next one is read; memory is bounded by these two.</remarks>
internal sealed class Loader(LoadOptions options, LoadClient client, RecordSource source, PbmHost host, ILoadProgress progress)
{
    private readonly long _began = host.Time.GetTimestamp();
    private readonly Outage _outage = new(options.RetryFor, host.Time);
    private LoadBatch _current = new();
    private LoadBatch _ahead = new();
    private long _accepted;
    private long _bytes;
    private bool _mustResume;
    private LoadOutcome? _outcome;

    public LoadSummary Summary => new(options.Pipeline, source.Files, _accepted, source.Rejected, _bytes, host.Time.GetElapsedTime(_began), _outcome);

    /// <summary>Loads everything.</summary>
    /// <exception cref="PbmException">It cannot go on; <see cref="Summary"/> says how far it came.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        source.FindPipes();
        await PersistAsync(() => client.BeginAsync(cancellationToken), cancellationToken);
        if (source.CanRewind)
        {
            await ArrangeAsync(cancellationToken);
        }

        await DeliverAllAsync(cancellationToken);
        if (options.Waits)
        {
            await AwaitOutcomeAsync(cancellationToken);
        }
    }

    /// <summary>Looks at the files before any of them is loaded: whether they are of the pipeline's format, and which begins first.</summary>
    private async Task ArrangeAsync(CancellationToken cancellationToken)
    {
        var begins = new List<(string File, long First)>();
        foreach (var file in options.Files)
        {
            await source.PeekAsync(file, _current, cancellationToken);
            var preview = await PreviewAsync(cancellationToken);
            if (preview.IsUnfit && !options.Force)
            {
                throw new PbmException(
                    ExitCode.Failed,
                    $"{file}: {preview.Share} are not of the format of {options.Pipeline} ({preview.Reason}); "
                    + (preview.LooksLike is { } looks ? $"they look like {looks}; " : "")
                    + "nothing was loaded, --force loads it all the same");
            }

            // One without a time goes where the one before it goes.
            begins.Add((file, preview.First ?? (begins.Count > 0 ? begins[^1].First : long.MinValue)));
        }

        var ordered = begins.OrderBy(file => file.First).Select(file => file.File).ToList();
        if (!options.AsGiven && !ordered.SequenceEqual(options.Files))
        {
            progress.Tell($"reading in the order of their first events: {string.Join(' ', ordered)} (--as-given keeps the order given)");
            source.Arrange(ordered);
        }
    }

    private async Task<FilePreview> PreviewAsync(CancellationToken cancellationToken)
    {
        FilePreview? preview = null;
        await PersistAsync(async () => preview = await client.PreviewAsync(_current, cancellationToken), cancellationToken);
        return preview!;
    }

    private async Task AwaitOutcomeAsync(CancellationToken cancellationToken)
    {
        for (var asked = 1; _outcome is null; asked++)
        {
            await PersistAsync(async () => _outcome = await client.OutcomeAsync(cancellationToken), cancellationToken);
            if (_outcome is null && asked == 1)
            {
                progress.Tell("everything is durable; waiting until it is applied …");
            }
        }
    }

    private async Task DeliverAllAsync(CancellationToken cancellationToken)
    {
        var hasMore = await source.NextAsync(_current, cancellationToken);
        while (hasMore)
        {
            var reading = source.NextAsync(_ahead, cancellationToken);
            if (await DeliverAsync(cancellationToken) is { } missing)
            {
                hasMore = await RewindAsync(missing, reading, cancellationToken);
                continue;
            }

            hasMore = await reading;
            (_current, _ahead) = (_ahead, _current);
        }
    }

    /// <summary>Sends the current part until the node has it.</summary>
    /// <returns>Null, or the index of an earlier event that the node turns out to miss.</returns>
    private async Task<long?> DeliverAsync(CancellationToken cancellationToken)
    {
        var (end, bytes, readBytes) = (_current.End, _current.ContentBytes, _current.ReadBytes);
        long? missing = null;
        await PersistAsync(async () => missing = await SendAsync(cancellationToken), cancellationToken);
        if (missing is null)
        {
            _accepted = end;
            _bytes += bytes;
            progress.Report(readBytes, _accepted);
        }

        return missing;
    }

    private async Task<long?> SendAsync(CancellationToken cancellationToken)
    {
        if (_mustResume)
        {
            var next = await client.ResumeAsync(cancellationToken);
            _mustResume = false;
            if (next < _current.First)
            {
                return next;
            }

            _current.SkipTo(next);
        }

        if (_current.Count > 0)
        {
            await client.SendAsync(_current, cancellationToken);
        }

        return null;
    }

    private async Task PersistAsync(Func<Task> act, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await act();
                TellBack();
                return;
            }
            catch (NodeException exception) when (client.IsPassing(exception))
            {
                _mustResume |= exception.Status == HttpStatusCode.Conflict;
                TellGone(exception);
                await _outage.WaitAsync(exception, cancellationToken);
            }
        }
    }

    private void TellGone(NodeException cause)
    {
        if (!_outage.IsOn && options.RetryFor > TimeSpan.Zero)
        {
            progress.Tell($"node gone, waiting … ({cause.Message})");
        }
    }

    private void TellBack()
    {
        if (_outage.IsOn)
        {
            _outage.End();
            progress.Tell($"node back, going on after event {_accepted}");
        }
    }

    /// <summary>Reads again from the start, up to the part that holds an index.</summary>
    private async Task<bool> RewindAsync(long index, Task reading, CancellationToken cancellationToken)
    {
        if (!source.CanRewind)
        {
            throw new PbmException(ExitCode.Failed, $"the node lacks events from number {index} on, and what has been read cannot be read again");
        }

        await reading;
        source.Rewind();
        (_accepted, _bytes) = (0, 0);
        while (await source.NextAsync(_current, cancellationToken))
        {
            if (_current.End > index)
            {
                _current.SkipTo(index);
                return true;
            }

            _accepted = _current.End;
            _bytes += _current.ContentBytes;
        }

        return false;
    }
}
