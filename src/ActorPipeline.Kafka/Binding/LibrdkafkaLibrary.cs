using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorPipeline.Log;

namespace ActorPipeline.Kafka.Binding;

/// <summary>Loads librdkafka's shared library once.</summary>
internal static class LibrdkafkaLibrary
{
    internal const string Name = "librdkafka";

    // What the binding to its C API was written against; later versions of the same major one keep its ABI.
    private static readonly Version Oldest = new(2, 15);
    private static readonly Lazy<IntPtr> Loaded = new(() => LibrdkafkaFiles.Load(LibrdkafkaFiles.SearchedFolders()));

    /// <summary>Makes the binding use the library.</summary>
    /// <exception cref="EventLogException">It cannot be loaded, with the files tried and why each failed, or it is too old.</exception>
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

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search) => name == Name ? Loaded.Value : IntPtr.Zero;

    private static class Registration
    {
        static Registration() => NativeLibrary.SetDllImportResolver(typeof(LibrdkafkaLibrary).Assembly, Resolve);
    }
}
