using System.Globalization;
using System.Text;
using ActorPipeline.Log;

namespace ActorPipeline.Running;

/// <summary>The header that says which event of which bulk load a record is, as <c>LOAD:INDEX</c>. Immutable.</summary>
internal sealed class LoadMark(string loadId)
{
    private const string Header = "ap-load";
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(loadId + ":");

    private static ReadOnlySpan<byte> HeaderBytes => "ap-load"u8;

    /// <summary>Marks a record as an event of a load.</summary>
    public static RecordHeaders Add(RecordHeaders headers, string loadId, long index) =>
        headers.With(Header, string.Create(CultureInfo.InvariantCulture, $"{loadId}:{index}"));

    /// <summary>Marks a record as another one is marked, if it is.</summary>
    public static RecordHeaders Copy(RecordHeaders from, RecordHeaders to) =>
        from.TryGet(HeaderBytes, out var mark) ? to.With(Header, Encoding.UTF8.GetString(mark)) : to;

    /// <summary>Whether a record is of this load, and which of its events.</summary>
    public bool TryFind(RecordHeaders headers, out long index)
    {
        index = 0;
        return headers.TryGet(HeaderBytes, out var mark) && mark.StartsWith(_prefix)
            && long.TryParse(mark[_prefix.Length..], CultureInfo.InvariantCulture, out index);
    }
}
