using System.Runtime.InteropServices;

namespace ActorPipeline.Kafka.Binding;

/// <summary>The builds of librdkafka in the package librdkafka.redist, and where they are.</summary>
internal static class LibrdkafkaFiles
{
    /// <summary>The names of the builds, in the order to try them.</summary>
    /// <remarks>
    /// The first has Kerberos and on Linux x64 needs libsasl2.so.3, which Debian and Ubuntu do not have. The second has no Kerberos and needs glibc only.
    /// The third is for musl. macOS and Windows have the first one only.
    /// </remarks>
    internal static readonly string[] Builds = [LibrdkafkaLibrary.Name, "centos8-librdkafka", "alpine-librdkafka"];

    private static readonly string Extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";

    /// <summary>The folders that the runtime searches for native libraries of packages.</summary>
    /// <remarks>They are the program's own, the runtime's and, where the program was built for every platform, <c>runtimes/…/native</c>.</remarks>
    internal static IReadOnlyList<string> SearchedFolders()
    {
        var known = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return [.. known.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append(AppContext.BaseDirectory).Distinct()];
    }

    /// <summary>Loads the first build that can be loaded.</summary>
    /// <exception cref="DllNotFoundException">None can. The message lists the names, the folders, and what each file that exists lacks.</exception>
    internal static IntPtr Load(IReadOnlyList<string> folders)
    {
        var names = Builds.Select(build => build + Extension).ToArray();
        var failures = new List<string>();
        foreach (var file in names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).Where(File.Exists))
        {
            try
            {
                return NativeLibrary.Load(file);
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                failures.Add($"{file} ({Reason(e)})");
            }
        }

        var found = failures.Count == 0 ? "none is there" : $"tried {string.Join(", ", failures)}";
        throw new DllNotFoundException($"{string.Join(", ", names)} were looked for in {string.Join(", ", folders)}: {found}");
    }

    // The runtime puts general advice before the loader's own words, which are the last line.
    private static string Reason(Exception failure) => failure.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
}
