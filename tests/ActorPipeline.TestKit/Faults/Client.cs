namespace ActorPipeline.TestKit.Faults;

/// <summary>A process that uses an in-memory log and store: when it crashes, what it has under way is lost, or lands later.</summary>
/// <param name="name">Its name, for the list of faults.</param>
public sealed class Client(string name)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Whether it has crashed.</summary>
    public bool IsCrashed { get; private set; }

    /// <summary>Crashes it.</summary>
    public void Crash() => IsCrashed = true;
}
