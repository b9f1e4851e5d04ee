namespace ActorPipeline.Simulation.Mutants;

/// <summary>A deliberately broken engine: one file in which texts are replaced.</summary>
/// <param name="Name">What is broken, as a test's name.</param>
/// <param name="File">The file, from the engine's folder.</param>
/// <param name="Edits">Old and new text; the old one must stand in the file exactly once.</param>
internal sealed record Mutant(string Name, string File, params (string Old, string New)[] Edits)
{
    /// <summary>Breaks a file's text.</summary>
    /// <exception cref="InvalidOperationException">An old text does not stand there exactly once: the engine has changed, and the mutant must change with it.</exception>
    public string Apply(string source)
    {
        foreach (var (old, replacement) in Edits)
        {
            var at = source.IndexOf(old, StringComparison.Ordinal);
            if (at < 0 || source.IndexOf(old, at + 1, StringComparison.Ordinal) >= 0)
            {
                throw new InvalidOperationException($"mutant '{Name}': '{old}' must stand in {File} exactly once");
            }

            source = source.Replace(old, replacement, StringComparison.Ordinal);
        }

        return source;
    }
}
