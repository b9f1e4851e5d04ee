using System.Net;

namespace ActorPipeline.Node.Http;

/// <summary>Bounds the bytes of request bodies held at one moment, over all requests. Thread safe.</summary>
/// <remarks>Bytes are taken as they arrive, whatever was announced. When they get scarce, new bodies are refused before those under way: with more than
/// half taken a client gets no more than its share, with more than three quarters taken no further body is begun.</remarks>
internal sealed class BodyBudget(long capacity, long largestBody)
{
    // Never less than one body takes: buffers come in powers of two, so a body takes twice its size, and a growing one both its buffers for a moment.
    private readonly long _share = Math.Max(capacity / 4, 3 * largestBody);
    private readonly long _forNewBodies = capacity / 4 * 3;
    private readonly Lock _lock = new();
    private readonly ClientCounts _held = new();
    private long _used;

    /// <summary>Bytes taken and not yet returned.</summary>
    public long Used
    {
        get
        {
            lock (_lock)
            {
                return _used;
            }
        }
    }

    /// <exception cref="ProblemException">There are not so many left, or none for this client.</exception>
    public void Take(IPAddress client, int bytes, bool isNewBody)
    {
        lock (_lock)
        {
            var used = _used + bytes;
            if (used > (isNewBody ? _forNewBodies : capacity))
            {
                throw ProblemException.Overloaded("too many bytes of request bodies are held already");
            }

            if (used > capacity / 2 && _held[client] + bytes > _share)
            {
                throw ProblemException.ShareTaken($"bytes of request bodies are scarce, and {client} has its share of {_share}");
            }

            _used = used;
            _held.Add(client, bytes);
        }
    }

    public void Return(IPAddress client, int bytes)
    {
        lock (_lock)
        {
            _used -= bytes;
            _held.Add(client, -bytes);
        }
    }
}
