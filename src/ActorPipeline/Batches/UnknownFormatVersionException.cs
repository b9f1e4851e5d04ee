namespace ActorPipeline.Batches;

/// <summary>Stored bytes begin with a version this build does not know.</summary>
public sealed class UnknownFormatVersionException(string what, int found, int known)
    : Exception($"{what} of version {found}: this build knows version {known}; run the version that wrote it, or a newer one")
{
    /// <param name="oldest">The oldest version that is still read; only the known one when left out.</param>
    internal static void ThrowUnless(int found, int known, string what, int? oldest = null)
    {
        if (found > known || found < (oldest ?? known))
        {
            throw new UnknownFormatVersionException(what, found, known);
        }
    }
}
