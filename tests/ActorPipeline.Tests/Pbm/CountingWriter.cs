using System.Text;

namespace ActorPipeline.Tests.Pbm;

/// <summary>Keeps nothing of what is written but how much it is, and tells when it is so much.</summary>
internal sealed class CountingWriter : TextWriter
{
    private readonly Lock _gate = new();
    private (long Letters, TaskCompletionSource Reached) _awaited = (long.MaxValue, new TaskCompletionSource());

    public override Encoding Encoding => Encoding.UTF8;

    public long Letters { get; private set; }

    public Task ReachesAsync(long letters)
    {
        lock (_gate)
        {
            _awaited = (letters, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            Count(0);
            return _awaited.Reached.Task;
        }
    }

    public override void Write(char value) => Count(1);

    public override void Write(string? value) => Count(value?.Length ?? 0);

    public override void Write(char[] buffer, int index, int count) => Count(count);

    private void Count(int letters)
    {
        lock (_gate)
        {
            Letters += letters;
            if (Letters >= _awaited.Letters)
            {
                _awaited.Reached.TrySetResult();
            }
        }
    }
}
