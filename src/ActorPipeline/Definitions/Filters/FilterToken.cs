namespace ActorPipeline.Definitions.Filters;

/// <summary>What a token of a condition is.</summary>
internal enum FilterTokenKind
{
    /// <summary>A field's name or a word such as <c>and</c>.</summary>
    Word,

    /// <summary>A text in quotes; the token's text is without them.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>An operator, parenthesis or comma.</summary>
    Sign,

    /// <summary>The end of the condition.</summary>
    End,
}

/// <summary>A token of a condition.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text.</param>
/// <param name="At">Its first character, counted from 0.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int At)
{
    /// <summary>What messages call it.</summary>
    public string Shown => Kind switch
    {
        FilterTokenKind.End => "the end",
        FilterTokenKind.Text => $"the text '{Text}'",
        _ => Text,
    };

    /// <summary>Whether the token is a word of the language, in any case.</summary>
    public bool IsWord(string word) => Kind == FilterTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the token is a sign.</summary>
    public bool IsSign(string sign) => Kind == FilterTokenKind.Sign && Text == sign;
}
