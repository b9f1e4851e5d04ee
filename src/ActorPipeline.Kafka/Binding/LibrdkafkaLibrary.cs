using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorPipeline.Log;
using Confluent.Kafka;

namespace ActorPipeline.Kafka.Binding;

/// <summary>Finds librdkafka's shared library beside the program, for Confluent's binding and for ours.</summary>
internal static class LibrdkafkaLibrary
{
    internal const string Name = "librdkafka";

    // What the binding to its C API was written against; later versions of the same major one keep its ABI.
    private static readonly Version Oldest = new(2, 15);

    /// <summary>Makes both bindings find the library.</summary>
    /// <exception cref="EventLogException">It is missing or too old.</exception>
    internal static void Load()
    {
        try
        {
            RuntimeHelpers.RunClassConstructor(typeof(Registration).TypeHandle);
            var number = NativeMethods.Version();
            var version = new Version(number >> 24, (number >> 16) & 0xff);
            if (version < Oldest)
            {
                throw new EventLogException($"librdkafka {version} is too old: {Oldest} or later is needed");
            }
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            throw new EventLogException($"librdkafka cannot be loaded: {(e.InnerException ?? e).Message}", e);
        }
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search) => name switch
    {
        // The name without a version belongs to glibc's development files.
        "libdl" when OperatingSystem.IsLinux() => NativeLibrary.Load("libdl.so.2"),
        Name => LoadKafka(assembly, search),
        _ => IntPtr.Zero,
    };

    private static IntPtr LoadKafka(Assembly assembly, DllImportSearchPath? search)
    {
        var file = OperatingSystem.IsWindows() ? "librdkafka.dll" : OperatingSystem.IsMacOS() ? "librdkafka.dylib" : "librdkafka.so";
        var beside = Path.Combine(AppContext.BaseDirectory, file);
        return NativeLibrary.TryLoad(beside, out var library) || NativeLibrary.TryLoad(file, assembly, search, out library)
            ? library
            : throw new DllNotFoundException($"{file} is neither in {AppContext.BaseDirectory} nor on the system's path, or a library it needs (OpenSSL 3, zlib) is missing");
    }

    private static class Registration
    {
        static Registration()
        {
            NativeLibrary.SetDllImportResolver(typeof(LibrdkafkaLibrary).Assembly, Resolve);
            NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);
        }
    }
}
