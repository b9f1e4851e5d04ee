namespace ActorPipeline.Kernel;

/// <summary>Where an actor stands: <c>actor://system/user/parent/child</c>. Equal when the text is equal; immutable.</summary>
public sealed class ActorPath : IEquatable<ActorPath>
{
    private readonly string _text;

    private ActorPath(string text, string name, ActorPath? parent)
    {
        _text = text;
        Name = name;
        Parent = parent;
    }

    /// <summary>The last element, unique among its siblings.</summary>
    public string Name { get; }

    /// <summary>The path above; null for the root of the system.</summary>
    public ActorPath? Parent { get; }

    internal static ActorPath Root(string systemName) => new($"actor://{systemName}", systemName, parent: null);

    internal ActorPath Child(string name) => new($"{_text}/{name}", name, this);

    /// <inheritdoc/>
    public override string ToString() => _text;

    /// <inheritdoc/>
    public bool Equals(ActorPath? other) => other is not null && other._text == _text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);
}
