using ActorPipeline.Cql.Protocol;
using ActorPipeline.Cql.Wire;

namespace ActorPipeline.Cql.Connections;

internal sealed partial class CqlConnection
{
    private void StartLoops() => _loops = Task.WhenAll(Task.Run(ReadAsync), Task.Run(WriteAsync));

    /// <summary>Sends what is queued; all that came while the last was being sent goes in one write.</summary>
    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                await _toWrite.Reader.ReadAsync();
                bool wasFull;
                lock (_gate)
                {
                    if (_failure is not null)
                    {
                        return;
                    }

                    _handedOver = _sequence;
                    wasFull = _output.Length > _settings.Options.MaxUnsentBytes;
                    _output.Take();
                }

                if (wasFull)
                {
                    _settings.OnRoom?.Invoke(int.MaxValue);
                }

                await _stream.WriteAsync(_output.Pack());
            }
        }
        catch (Exception e)
        {
            Fail($"writing failed: {e.Message}", e);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var count = await _stream.ReadAsync(_input.Free);
                if (count == 0)
                {
                    Fail("the node closed it");
                    return;
                }

                Volatile.Write(ref _lastRead, Time.GetTimestamp());
                _input.Add(count);
                DeliverAll();
            }
        }
        catch (CqlProtocolException e)
        {
            Fail(e.Message, e);
        }
        catch (Exception e)
        {
            Fail($"reading failed: {e.Message}", e);
        }
    }

    private void DeliverAll()
    {
        var answers = 0;
        while (_input.TryRead(out var frame))
        {
            if (frame.Header.Stream < 0)
            {
                _settings.OnEvent?.Invoke(frame);
                continue;
            }

            // Whoever it was meant for has no answer in time.
            if (frame.Header.Stream == StreamTable.ReservedId)
            {
                frame.Return();
                continue;
            }

            Deliver(frame);
            answers++;
        }

        if (answers > 0)
        {
            _settings.OnRoom?.Invoke(answers);
        }
    }

    private void Deliver(CqlFrame frame)
    {
        PendingRequest? request;
        lock (_gate)
        {
            if (_failure is not null)
            {
                return;
            }

            if (!_streams.TryAnswer(frame.Header.Stream, out request))
            {
                throw new CqlProtocolException($"an answer came on stream {frame.Header.Stream}, on which nothing was asked");
            }

            _taken = _streams.Taken;
            NoteIfDrained();
        }

        NoteHandshake(frame);
        if (request is null)
        {
            frame.Return();
            return;
        }

        request.Complete(frame);
    }
}
