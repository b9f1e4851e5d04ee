using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorPipeline.Embedded.DuckDb;

/// <summary>Finds DuckDB's shared library beside the program.</summary>
internal static class DuckDbLibrary
{
    internal const string Name = "duckdb";

    /// <summary>Rows of a full data chunk.</summary>
    internal const int ChunkRows = 2048;

    internal static void Register() => RuntimeHelpers.RunClassConstructor(typeof(Registration).TypeHandle);

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Name)
        {
            return IntPtr.Zero;
        }

        var file = OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";
        var beside = Path.Combine(AppContext.BaseDirectory, file);
        return NativeLibrary.TryLoad(beside, out var library) || NativeLibrary.TryLoad(file, assembly, search, out library)
            ? library
            : throw new DllNotFoundException($"DuckDB's library {file} is neither in {AppContext.BaseDirectory} nor on the system's path");
    }

    private static class Registration
    {
        static Registration() => NativeLibrary.SetDllImportResolver(typeof(DuckDbLibrary).Assembly, Resolve);
    }
}
