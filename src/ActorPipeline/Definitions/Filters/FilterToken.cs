namespace ActorPipeline.Definitions.Filters;

/// <summary>What a token of a condition is.</summary>
internal enum FilterTokenKind
{
    Word,

    /// <summary>A text in quotes; the token's text is without them.</summary>
    Text,

    Number,

    Sign,

    End,
}

internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int At)
{
    public string Shown => Kind switch
    {
        FilterTokenKind.End => "the end",
        FilterTokenKind.Text => $"the text '{Text}'",
        _ => Text,
    };

    public bool IsWord(string word) => Kind == FilterTokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsSign(string sign) => Kind == FilterTokenKind.Sign && Text == sign;
}
