using System.Runtime.InteropServices;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>Appends chunks to a table within the connection's transaction.</summary>
internal sealed class DuckDbAppender : SafeHandle
{
    private readonly DuckDbConnection _connection;

    internal DuckDbAppender(DuckDbConnection connection, IntPtr appender)
        : base(appender, ownsHandle: true)
    {
        var added = false;
        connection.DangerousAddRef(ref added);
        _connection = connection;
    }

    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <summary>Appends a chunk; its content is copied.</summary>
    internal void Append(DuckDbChunk chunk) => Check(NativeMethods.AppendChunk(handle, chunk.DangerousGetHandle()));

    /// <summary>Hands everything appended to the table.</summary>
    internal void Flush() => Check(NativeMethods.FlushAppender(handle));

    protected override bool ReleaseHandle()
    {
        _ = NativeMethods.DestroyAppender(ref handle);
        _connection.DangerousRelease();
        return true;
    }

    private void Check(int state)
    {
        if (state != NativeMethods.Success)
        {
            throw new DuckDbException(DuckDbDatabase.Text(NativeMethods.AppenderError(handle)));
        }
    }
}
