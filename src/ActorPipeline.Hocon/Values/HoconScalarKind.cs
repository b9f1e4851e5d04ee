namespace ActorPipeline.Hocon.Values;

/// <summary>What a scalar is, as JSON would tell it apart.</summary>
public enum HoconScalarKind
{
    /// <summary>A string, quoted or not.</summary>
    Text,

    /// <summary>A number in JSON's notation, kept as it was written.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary><c>null</c>: the setting is explicitly without a value.</summary>
    Null,
}
