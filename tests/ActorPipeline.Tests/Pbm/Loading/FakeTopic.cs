using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ActorPipeline.Tests.Pbm.Loading;

/// <summary>What may happen to a request.</summary>
public enum Mishap
{
    /// <summary>The connection breaks before the node looks at it.</summary>
    LostRequest,

    /// <summary>The connection breaks after the node has done it.</summary>
    LostAnswer,

    /// <summary>The node is killed before it looks at it, and is back at once.</summary>
    KilledBefore,

    /// <summary>The node is killed when half of the part is durable, and is back at once.</summary>
    KilledHalfway,

    /// <summary>The node is killed after all of it is durable, and is back at once.</summary>
    KilledAfter,

    /// <summary>The log cannot be written just now.</summary>
    Unavailable,

    /// <summary>The node is back, but its pipelines are not yet.</summary>
    NotThereYet,
}

/// <summary>A node's bulk-load routes over a topic that is the truth: what is durable survives the node, what it knows of loads does not.</summary>
internal sealed class FakeTopic
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _known = [];
    private readonly List<(int Request, Mishap Mishap)> _plan = [];
    private long _resumedAt;
    private (int Records, TaskCompletionSource Reached) _awaited = (int.MaxValue, new TaskCompletionSource());

    public FakeTopic(FakeNode node)
    {
        node.Answer("GET /pbm/pipelines/csc8101", context => context.Response.WriteAsJsonAsync(new { name = "csc8101", source = new { separator = Separator } }));
        node.Answer("POST /pbm/pipelines/csc8101/loads", context => WithMishapAsync(context, _ => BeginAsync(context)));
        node.Answer("POST /pbm/pipelines/csc8101/preview", context => WithMishapAsync(context, _ => PreviewAsync(context)));
        node.Answer("POST /pbm/pipelines/csc8101/loads/*", context => WithMishapAsync(context, halfway => context.Request.Path.Value!.Split('/')[^1] switch
        {
            "resume" => ResumeAsync(context),
            "outcome" => OutcomeAsync(context),
            _ => AppendAsync(context, halfway),
        }));
    }

    /// <summary>What parts the values of the pipeline's records.</summary>
    public string Separator { get; init; } = ",";

    /// <summary>What is said of the first records of a file: how many are refused, why, and the first one's time.</summary>
    public Func<IReadOnlyList<string>, (int Refused, string? Reason, long? First)> Preview { get; set; } = _ => (0, null, null);

    /// <summary>What they are said to look like.</summary>
    public string? LooksLike { get; set; }

    /// <summary>What is said of a load at its end, one answer after the other; the last one again and again.</summary>
    public Queue<string> Outcomes { get; } = new(["{\"done\":true,\"late\":0,\"dead_letters\":{}}"]);

    /// <summary>The records by index, as they came in.</summary>
    public SortedDictionary<long, string> Records { get; } = [];

    /// <summary>Requests so far.</summary>
    public int Requests { get; private set; }

    /// <summary>Parts so far: the index of the first record and how many.</summary>
    public List<(long First, int Count)> Parts { get; } = [];

    /// <summary>What went against the protocol.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>Plans a mishap for the n-th request, from 1.</summary>
    public FakeTopic Plan(int request, Mishap mishap)
    {
        _plan.Add((request, mishap));
        return this;
    }

    /// <summary>Forgets everything from an index on, and all loads: a disk that lied.</summary>
    public void LoseFrom(long index)
    {
        lock (_gate)
        {
            _known.Clear();
            Records.Where(record => record.Key >= index).Select(record => record.Key).ToList().ForEach(key => Records.Remove(key));
        }
    }

    /// <summary>Completes when so many records are durable.</summary>
    public Task HoldsAsync(int records)
    {
        lock (_gate)
        {
            _awaited = (records, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            TellAwaited();
            return _awaited.Reached.Task;
        }
    }

    /// <summary>Called when a part has been stored, with the number of parts so far.</summary>
    public Action<int> OnPart { get; set; } = _ => { };

    private async Task WithMishapAsync(HttpContext context, Func<bool, Task> act)
    {
        Requests++;
        var planned = _plan.Where(item => item.Request == Requests).Select(item => (Mishap?)item.Mishap).FirstOrDefault();
        switch (planned)
        {
            case null:
                await act(false);
                return;
            case Mishap.Unavailable:
                await ProblemAsync(context, 503, "the disk is full");
                return;
            case Mishap.NotThereYet:
                await ProblemAsync(context, 404, "there is no such pipeline");
                return;
            case Mishap.LostAnswer or Mishap.KilledAfter or Mishap.KilledHalfway:
                var body = context.Response.Body;
                context.Response.Body = Stream.Null;
                await act(planned == Mishap.KilledHalfway);
                context.Response.Body = body;
                break;
        }

        if (planned is Mishap.KilledBefore or Mishap.KilledHalfway or Mishap.KilledAfter)
        {
            _known.Clear();
        }

        context.Abort();
    }

    private Task BeginAsync(HttpContext context)
    {
        var load = $"load{Requests}";
        _known.Add(load);
        return context.Response.WriteAsync($$"""{"load":"{{load}}","from":[7,9],"start":{"dead_letters":3,"late":4,"counted_late":5},"next":0}""");
    }

    private async Task PreviewAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var records = Split(body.ToArray());
        var (refused, reason, first) = Preview(records);
        await context.Response.WriteAsJsonAsync(new { records = records.Count, refused, reason, first, looks_like = LooksLike });
    }

    private async Task OutcomeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var from = await reader.ReadToEndAsync();
        if (from != """{"start":{"dead_letters":3,"late":4,"counted_late":5}}""")
        {
            Violations.Add($"asked for the outcome with {from}");
        }

        await context.Response.WriteAsync(Outcomes.Count > 1 ? Outcomes.Dequeue() : Outcomes.Peek());
    }

    private async Task ResumeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var from = await reader.ReadToEndAsync();
        if (from != """{"from":[7,9]}""")
        {
            Violations.Add($"resumed with {from}");
        }

        _known.Add(LoadOf(context));
        _resumedAt = Records.Count;
        await context.Response.WriteAsync($$"""{"load":"{{LoadOf(context)}}","from":[7,9],"next":{{_resumedAt}}}""");
    }

    private async Task AppendAsync(HttpContext context, bool halfway)
    {
        if (!_known.Contains(LoadOf(context)))
        {
            await ProblemAsync(context, 409, "the load is not known here");
            return;
        }

        var first = long.Parse(context.Request.Query["first"]!, CultureInfo.InvariantCulture);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var records = Split(body.ToArray());
        Store(first, halfway ? records[..(records.Count / 2)] : records, body.Length);
        await context.Response.WriteAsync($$"""{"accepted":{{records.Count}}}""");
    }

    private void Store(long first, List<string> records, long bytes)
    {
        lock (_gate)
        {
            Parts.Add((first, records.Count));
            if (first < _resumedAt || first > Records.Count || bytes > 1024 * 1024 || records.Count > 5_000)
            {
                Violations.Add($"part at {first} of {records.Count} records, {bytes} bytes, resumed at {_resumedAt}, durable {Records.Count}");
            }

            for (var i = 0; i < records.Count; i++)
            {
                if (!Records.TryAdd(first + i, records[i]) && Records[first + i] != records[i])
                {
                    Violations.Add($"event {first + i} came again as another one");
                }
            }

            TellAwaited();
        }

        OnPart(Parts.Count);
    }

    private void TellAwaited()
    {
        if (Records.Count >= _awaited.Records)
        {
            _awaited.Reached.TrySetResult();
        }
    }

    private static List<string> Split(byte[] body)
    {
        var records = new List<string>();
        for (var at = 0; at < body.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(at));
            records.Add(Encoding.UTF8.GetString(body, at + sizeof(int), length));
            at += sizeof(int) + length;
        }

        return records;
    }

    private static string LoadOf(HttpContext context) => context.Request.Path.Value!.Split('/')[^2];

    private static Task ProblemAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        return context.Response.WriteAsync($$"""{"title":"x","status":{{status}},"detail":"{{detail}}"}""");
    }
}
