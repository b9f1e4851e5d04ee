namespace ActorPipeline.Kafka.Binding;

/// <summary>The requests that a client of librdkafka's has taken and not answered yet. All members may be called concurrently.</summary>
/// <remarks>librdkafka carries a number of each along, and answers each with an event until its client is destroyed. An answer to none is left alone: a
/// request that was answered before does not come twice.</remarks>
internal sealed class PendingRequests
{
    private readonly Lock _gate = new();

    // Bounded by the calls under way.
    private readonly Dictionary<IntPtr, Request> _pending = [];
    private IntPtr _last;
    private bool _isEnded;

    /// <summary>Makes a request.</summary>
    /// <param name="send">Hands it to the client, along with the number given; returns why it was not taken.</param>
    /// <param name="read">Reads the event that answers it, where that is no error as a whole. May throw <see cref="KafkaRequestException"/>.</param>
    /// <exception cref="KafkaRequestException">It was not taken, or failed.</exception>
    internal Task<T> SendAsync<T>(Func<IntPtr, ErrorCode> send, Func<IntPtr, T> read)
    {
        var request = new Request<T>(read);
        lock (_gate)
        {
            if (_isEnded)
            {
                throw new KafkaRequestException(ErrorCode.Destroyed);
            }

            var number = ++_last;
            _pending.Add(number, request);
            if (send(number) is not ErrorCode.None and var error)
            {
                _pending.Remove(number);
                request.Fail(error);
            }
        }

        return request.Answer;
    }

    /// <summary>Tells whoever made the request that an event answers.</summary>
    internal unsafe void Answer(IntPtr happening)
    {
        Request? request;
        lock (_gate)
        {
            _pending.Remove(NativeMethods.EventOpaque(happening), out request);
        }

        if (request is null)
        {
            return;
        }

        var error = NativeMethods.EventError(happening);
        if (error == ErrorCode.None)
        {
            request.Read(happening);
        }
        else
        {
            request.Fail(error, KafkaHandle.Text(NativeMethods.EventErrorText(happening)));
        }
    }

    /// <summary>Takes no request any more.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _isEnded = true;
        }
    }

    /// <summary>Fails what was not answered. Once the client is destroyed, so that it answers nothing any more.</summary>
    internal void FailAll()
    {
        lock (_gate)
        {
            foreach (var request in _pending.Values)
            {
                request.Fail(ErrorCode.Destroyed);
            }

            _pending.Clear();
        }
    }

    private abstract class Request
    {
        internal abstract void Read(IntPtr happening);

        internal abstract void Fail(ErrorCode error, string? text = null);
    }

    private sealed class Request<T>(Func<IntPtr, T> read) : Request
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task<T> Answer => _answer.Task;

        internal override void Read(IntPtr happening)
        {
            try
            {
                _answer.TrySetResult(read(happening));
            }
            catch (Exception e)
            {
                _answer.TrySetException(e);
            }
        }

        internal override void Fail(ErrorCode error, string? text = null) => _answer.TrySetException(new KafkaRequestException(error, text));
    }
}
