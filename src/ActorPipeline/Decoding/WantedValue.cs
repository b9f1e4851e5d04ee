namespace ActorPipeline.Decoding;

/// <summary>A value to be found in a record or its headers.</summary>
/// <param name="Slot">Where it goes: a field's index, or the place of the time's text.</param>
/// <param name="Label">What messages call it: <c>field page (url.page)</c>.</param>
internal sealed record WantedValue(int Slot, string Path, string Label);
