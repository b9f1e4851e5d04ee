using System.Globalization;
using System.Text;

namespace ActorPipeline.Bench.Workload;

/// <summary>The csc8101 visits that the peers are measured on: the same distribution of clients, pages, times and lateness.</summary>
internal sealed class VisitWorkload
{
    private const long BaseSeconds = 1_424_426_400; // 2015-02-20T10:00:00Z
    private readonly byte[] _bytes;
    private readonly int[] _ends;

    private VisitWorkload(byte[] bytes, int[] ends)
    {
        _bytes = bytes;
        _ends = ends;
    }

    /// <summary>How many events there are.</summary>
    public int Count => _ends.Length;

    /// <summary>An event's JSON.</summary>
    public ReadOnlyMemory<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.AsMemory(start, _ends[index] - start);
        }
    }

    /// <summary>Makes events spread evenly over half an hour, one in four up to two seconds late.</summary>
    /// <param name="afterSeconds">How long after the begin of the workload's day the first one is.</param>
    public static VisitWorkload Make(int events, int spanSeconds = 1800, int clients = 50_000, int topics = 50, int pages = 200, ulong seed = 1, int afterSeconds = 0)
    {
        var pickClient = new Zipf(clients, 0.8);
        var pickPage = new Zipf(topics * pages, 1.0);
        var random = new SplitMix(seed);
        var bytes = new byte[events * 112L];
        var ends = new int[events];
        var at = 0;
        for (var i = 0; i < events; i++)
        {
            var client = pickClient.Next(random.Next());
            var page = pickPage.Next(random.Next());
            var late = (long)(random.Next() >> 33) % 12;
            var second = (long)i * spanSeconds / events;
            second = late <= 2 ? Math.Max(0, second - late) : second;
            at += Write(bytes.AsSpan(at), client, page % topics, page / topics, BaseSeconds + afterSeconds + second);
            ends[i] = at;
        }

        return new VisitWorkload(bytes, ends);
    }

    private static int Write(Span<byte> target, int client, int topic, int page, long second)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(second).UtcDateTime;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"client_id\":\"c{client:D6}\",\"timestamp\":\"{time:yyyy-MM-dd'T'HH:mm:ss}\",\"url\":{{\"topic\":\"t{topic:D2}\",\"page\":\"p{page:D4}\"}}}}");
        return Encoding.UTF8.GetBytes(text, target);
    }
}
