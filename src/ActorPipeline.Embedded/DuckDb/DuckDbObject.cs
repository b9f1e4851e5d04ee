using System.Runtime.InteropServices;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>An object of DuckDB's that keeps the one it was made from alive: the two may be disposed of in any order.</summary>
internal abstract class DuckDbObject<T> : IDisposable
    where T : SafeHandle
{
    private SafeHandle? _parent;

    protected DuckDbObject(T handle, SafeHandle? parent)
    {
        Handle = handle;
        var added = false;
        parent?.DangerousAddRef(ref added);
        _parent = parent;
    }

    // Handles have critical finalizers, which run after this one.
    ~DuckDbObject() => Release();

    protected T Handle { get; }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        Handle.Dispose();
        Interlocked.Exchange(ref _parent, null)?.DangerousRelease();
    }
}
