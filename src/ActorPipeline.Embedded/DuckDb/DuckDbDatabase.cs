using System.Runtime.InteropServices;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>An open DuckDB database. Connections may be made concurrently; they keep the database alive.</summary>
internal sealed class DuckDbDatabase : SafeHandle
{
    private DuckDbDatabase(IntPtr database)
        : base(database, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <summary>Opens or creates a database.</summary>
    /// <param name="path">The file; <c>:memory:</c> for none.</param>
    /// <param name="settings">DuckDB's settings by name.</param>
    /// <exception cref="DuckDbException">The file cannot be opened, or a setting is not known.</exception>
    internal static DuckDbDatabase Open(string path, IReadOnlyDictionary<string, string> settings)
    {
        var config = Configure(settings);
        try
        {
            if (NativeMethods.OpenExt(path, out var database, config, out var error) == NativeMethods.Success)
            {
                return new DuckDbDatabase(database);
            }

            var message = Text(error);
            NativeMethods.Free(error);
            throw new DuckDbException(message);
        }
        finally
        {
            NativeMethods.DestroyConfig(ref config);
        }
    }

    internal DuckDbConnection Connect() => DuckDbConnection.Open(this);

    internal static string Text(IntPtr text) => Marshal.PtrToStringUTF8(text) ?? "DuckDB gave no message";

    protected override bool ReleaseHandle()
    {
        NativeMethods.Close(ref handle);
        return true;
    }

    private static IntPtr Configure(IReadOnlyDictionary<string, string> settings)
    {
        _ = NativeMethods.CreateConfig(out var config);
        foreach (var (name, value) in settings)
        {
            if (NativeMethods.SetConfig(config, name, value) != NativeMethods.Success)
            {
                NativeMethods.DestroyConfig(ref config);
                throw new DuckDbException($"DuckDB does not take the setting {name} = {value}");
            }
        }

        return config;
    }
}
