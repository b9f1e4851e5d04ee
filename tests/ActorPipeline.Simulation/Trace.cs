using System.Security.Cryptography;
using System.Text;

namespace ActorPipeline.Simulation;

/// <summary>What happened in a run, in order, with the time on its clock: as a hash, and its last lines to read.</summary>
/// <param name="clock">The clock.</param>
internal sealed class Trace(TimeProvider clock) : IDisposable
{
    private const int Kept = 60;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Queue<string> _last = new();

    /// <summary>The last lines.</summary>
    public IReadOnlyCollection<string> Last => _last;

    /// <summary>Adds a line.</summary>
    public void Add(string what)
    {
        var line = $"{clock.GetUtcNow():mm:ss.fffffff} {what}\n";
        _hash.AppendData(Encoding.UTF8.GetBytes(line));
        _last.Enqueue(line);
        if (_last.Count > Kept)
        {
            _last.Dequeue();
        }
    }

    /// <summary>Adds bytes to the hash only.</summary>
    public void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>The hash so far.</summary>
    public string Hash() => Convert.ToHexString(_hash.GetCurrentHash());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
