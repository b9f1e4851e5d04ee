namespace ActorPipeline.Node.Http;

/// <summary>Bounds the bytes of request bodies held at one moment, over all requests. Thread safe.</summary>
internal sealed class BodyBudget(long capacity)
{
    private long _used;

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= capacity)
        {
            return true;
        }

        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    public void Return(int bytes) => Interlocked.Add(ref _used, -bytes);
}
