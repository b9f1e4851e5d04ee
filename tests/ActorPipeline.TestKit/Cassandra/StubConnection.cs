using ActorPipeline.Cql.Wire;

namespace ActorPipeline.TestKit.Cassandra;

/// <summary>The server's end of one connection.</summary>
internal sealed class StubConnection(StubNode node, int number, Stream stream) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly FrameDecoder _decoder = new();
    private readonly SegmentEncoder _encoder = new(lz4: false);
    private bool _isReady;

    public StubNode Node => node;

    /// <summary>Its place among the node's connections, from 0.</summary>
    public int Number => number;

    /// <summary>The version the client speaks; 0 before its first frame.</summary>
    public int Version { get; private set; }

    /// <summary>Whether the client asked for events.</summary>
    public bool WantsEvents { get; private set; }

    /// <summary>Changes what is written next, such as one bit of it. Used once.</summary>
    public Func<byte[], byte[]>? Damage { get; set; }

    /// <summary>Reads and answers until either end closes.</summary>
    public async Task ServeAsync()
    {
        var buffer = new byte[1 << 16];
        byte[] left = [];
        try
        {
            for (var count = await stream.ReadAsync(buffer); count > 0; count = await stream.ReadAsync(buffer))
            {
                left = [.. left, .. buffer[..count]];
                while (TryRead(ref left, out var frame))
                {
                    await TakeAsync(frame);
                }
            }
        }
        catch (IOException)
        {
            // The client went away while it was answered.
        }

        Drop();
    }

    /// <summary>Sends a frame on a stream id.</summary>
    public async Task AnswerAsync(short id, StubAnswer answer)
    {
        using var frame = new WireWriter();
        new FrameHeader(Math.Min(Version, node.NewestVersion), true, FrameFlags.None, id, answer.Opcode, answer.Body.Length).Write(frame.Reserve(FrameHeader.Size));
        frame.WriteRaw(answer.Body);
        using var segments = new WireWriter();
        if (_isReady && Version >= 5)
        {
            _encoder.Append(frame.Written, segments);
        }

        await SendAsync((_isReady && Version >= 5 ? segments : frame).Written.ToArray());
    }

    /// <summary>Closes it, without a word.</summary>
    public void Drop()
    {
        Dispose();
        node.Connections.TryRemove(number, out _);
    }

    public void Dispose()
    {
        stream.Dispose();
        _decoder.Dispose();
        _writing.Dispose();
    }

    private bool TryRead(ref byte[] left, out CqlFrame frame)
    {
        ReadOnlySpan<byte> input = left;
        var isFrame = _decoder.TryRead(ref input, out frame);
        left = input.ToArray();
        return isFrame;
    }

    private async Task TakeAsync(CqlFrame frame)
    {
        Version = frame.Header.Version;
        var request = new StubRequest(this, frame.Header, frame.Body.ToArray());
        frame.Return();
        WantsEvents |= request.Opcode == Opcode.Register;
        var answer = Version > node.NewestVersion
            ? StubAnswer.Error(0x000A, $"Invalid or unsupported protocol version ({Version}); supported versions are (3/v3, 4/v4)")
            : node.Answer(request);
        if (answer is null)
        {
            return;
        }

        await AnswerAsync(request.Header.Stream, answer);
        if (!_isReady && answer.Opcode is Opcode.Ready or Opcode.Authenticate)
        {
            _isReady = true;
            if (Version >= 5)
            {
                _decoder.UseSegments();
            }
        }
    }

    private async Task SendAsync(byte[] bytes)
    {
        try
        {
            await _writing.WaitAsync();
            var damage = Damage;
            Damage = null;
            await stream.WriteAsync(damage is null ? bytes : damage(bytes));
            _writing.Release();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The client went away: nobody waits for this answer.
        }
    }
}
