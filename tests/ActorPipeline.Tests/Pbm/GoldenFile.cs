using Xunit;

namespace ActorPipeline.Tests.Pbm;

/// <summary>Texts that are a contract: checked in, compared letter by letter.</summary>
internal static class GoldenFile
{
    /// <summary>Set to a folder, the texts are written there instead of compared: how they are renewed on purpose.</summary>
    private const string RenewVariable = "PBM_RENEW_GOLDEN";

    public static void Check(string name, string actual)
    {
        if (Environment.GetEnvironmentVariable(RenewVariable) is { Length: > 0 } folder)
        {
            File.WriteAllText(Path.Combine(folder, name), actual);
            return;
        }

        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Pbm", "Golden", name)), actual);
    }
}
