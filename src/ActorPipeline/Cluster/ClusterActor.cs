using ActorPipeline.Kernel;
using ActorPipeline.Log;
using ActorPipeline.Running;

namespace ActorPipeline.Cluster;

/// <summary>Speaks on the cluster's topic: announces this node, hears the others, asks and answers.</summary>
internal sealed class ClusterActor : TopicActor
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(10);

    private readonly ClusterContext _context;
    private readonly PendingQuestions _questions;
    private readonly Outbox _outbox;
    private readonly Announcer _announcer;
    private readonly MemberWatch _watch;
    private readonly LogTrimmer _trimmer;
    private readonly ClockCheck? _clocks;
    private readonly Signal _work;
    private readonly HashSet<(string Asker, long Id)> _answering = [];
    private readonly List<IActorRef> _goodbyes = [];
    private IReadOnlyList<byte[]>? _announcement;
    private long _attempts;

    /// <summary>Makes the actor.</summary>
    /// <param name="context">The bus's surroundings.</param>
    public ClusterActor(ClusterContext context)
        : base(context, context.Options.Topic, "the bus")
    {
        _context = context;
        _questions = new PendingQuestions(context.Self, context.Options, context.Time);
        _outbox = new Outbox(context.Options.MaxAnswerBytes);
        _announcer = new Announcer(context);
        _watch = new MemberWatch(context);
        _trimmer = new LogTrimmer(context, Link);
        _clocks = context.Reference is { } reference ? new ClockCheck(context, reference) : null;
        _work = new Signal(Stopping);
        Receive<Tick>(_ => OnTick());
        Receive<AnnounceNow>(_ => Announce());
        Receive<AskOthers>(Ask);
        Receive<SayGoodbye>(_ => Goodbye());
        ReceiveAny(_ => { });
    }

    /// <inheritdoc/>
    protected override Task BeginAsync()
    {
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, _context.Options.AnnounceInterval);
        _ = GuardAsync(() => Link.ReadAsync(Take, static () => { }));
        _ = GuardAsync(WriteAsync);
        Announce();
        return Task.CompletedTask;
    }

    private void OnTick()
    {
        Announce();
        _watch.Look();
        _context.Here.NoteHeard();
        _context.Here.Trouble = Link.Trouble;
        Post(_questions.Repeat());
        if (_clocks is { IsDue: true })
        {
            _ = GuardAsync(() => _clocks.LookAsync(Stopping));
        }

        if (_trimmer.Due() is { } before)
        {
            _ = GuardAsync(() => Link.TrimAsync(before));
        }
    }

    // The newest replaces one that the log has not taken yet.
    private void Announce()
    {
        _announcement = _announcer.Compose();
        _work.Pulse();
    }

    private void Goodbye()
    {
        _goodbyes.Add(Sender);
        Announce();
    }

    private void Ask(AskOthers ask)
    {
        if (_questions.Add(ask, Sender) is { } record)
        {
            Post([record]);
        }
        else
        {
            _context.Instruments.Refused();
            Sender.Tell(new Asked(null), Self);
        }
    }

    private void Post(List<byte[]> records)
    {
        if (records.Count > 0 && !_outbox.TryAdd(records))
        {
            _context.Instruments.Refused();
        }

        _work.Pulse();
    }

    private void Take(LogRecord record)
    {
        switch (ClusterRecord.Read(record.Value.Span))
        {
            case Announcement announcement:
                Hear(announcement);
                break;
            case PartitionReports reports:
                _context.Reports.Hear(reports);
                break;
            case QuestionRecord question:
                Answer(question);
                break;
            case AnswerRecord piece:
                _questions.Take(piece);
                break;
        }
    }

    private void Hear(Announcement announcement)
    {
        // A node that has just come learns of this one at once.
        if (_context.Members.Hear(announcement) && announcement.Instance != _context.Self)
        {
            Announce();
        }

        _watch.Look();
        _context.Here.NoteHeard();
    }

    private void Answer(QuestionRecord record)
    {
        if (record.LifetimeMs > 0 && _answering.Count < _context.Options.MaxQuestions && !_context.Members.IsYielding && _answering.Add((record.Asker, record.Id)))
        {
            _ = GuardAsync(() => AnswerAsync(record));
        }
    }

    private async Task AnswerAsync(QuestionRecord record)
    {
        var lifetime = TimeSpan.FromMilliseconds(Math.Min(record.LifetimeMs, LongestAnswer.TotalMilliseconds));
        using var expiry = new CancellationTokenSource(lifetime, _context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, Stopping);
        try
        {
            var (partition, question) = RemoteCodec.ReadQuestion(record.Body);
            if (question is not null && await _context.Here.AnswerAsync(_context.Self, partition, question, either.Token) is { } answer)
            {
                Post(PiecesOf(record, RemoteCodec.Write(answer)));
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Nobody waits any more.
        }
        catch (FormatException damaged)
        {
            _context.Instruments.Unreadable();
            ClusterLog.Unreadable(_context.Logger, _context.Options.Topic, Link.Next ?? 0, damaged.Message);
        }
        finally
        {
            _answering.Remove((record.Asker, record.Id));
        }
    }

    private List<byte[]> PiecesOf(QuestionRecord record, ReadOnlyMemory<byte> answer)
    {
        var (most, size) = (_context.Options.MaxAnswerBytes, _context.Options.MaxRecordBytes);
        if (answer.Length > most)
        {
            answer = RemoteCodec.Write(new Failed($"the answer has {answer.Length} bytes, at most {most} can be sent: ask for fewer rows"));
        }

        var (pieces, attempt) = ((answer.Length + size - 1) / size, ++_attempts);
        return [.. Enumerable.Range(0, pieces).Select(piece => new AnswerRecord(
            record.Id, record.Asker, _context.Self, attempt, piece, pieces, answer.Slice(piece * size, Math.Min(size, answer.Length - (piece * size)))).Write())];
    }

    private async Task WriteAsync()
    {
        var backoff = _context.NewBackoff();
        while (true)
        {
            while (_announcement is null && _outbox.IsEmpty)
            {
                await _work.Next;
            }

            var goodbyes = _goodbyes.ToList();
            if (await Link.AppendAsync(TakeBatch()))
            {
                backoff = _context.NewBackoff();
                goodbyes.ForEach(asker => asker.Tell(new Asked(Done.Instance), Self));
                _goodbyes.RemoveRange(0, goodbyes.Count);
            }
            else if (!await backoff.WaitAsync(Stopping))
            {
                return;
            }
            else
            {
                Announce();
            }
        }
    }

    private NewRecord[] TakeBatch()
    {
        var batch = (_announcement ?? []).Select(record => new NewRecord(record, _context.NowMs)).ToList();
        _announcement = null;
        _outbox.TakeTo(batch, _context.Options.MaxRecordBytes, _context.NowMs);
        return [.. batch];
    }

    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }
}

/// <summary>Something about this node has changed: it announces itself at once.</summary>
internal sealed record AnnounceNow
{
    /// <summary>The only one.</summary>
    public static AnnounceNow Instance { get; } = new();
}

/// <summary>Announces this node once more, as it is, and replies with an <see cref="Asked"/> when that is durable.</summary>
internal sealed record SayGoodbye;
