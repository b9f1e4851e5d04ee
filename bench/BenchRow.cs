namespace ActorPipeline.Bench;

/// <summary>One line of the table.</summary>
/// <param name="Measure">What was measured.</param>
/// <param name="Figure">The product's figure, with its unit.</param>
/// <param name="Baseline">What it is compared with, measured in the same run.</param>
/// <param name="BaselineFigure">The baseline's figure; empty without one.</param>
/// <param name="Ratio">How many times better the product is; null without a baseline.</param>
/// <param name="Reach">What was to be reached.</param>
/// <param name="Note">Anything else worth reading: allocation, where the time goes.</param>
internal sealed record BenchRow(string Measure, string Figure, string Baseline, string BaselineFigure, double? Ratio, string Reach, string Note = "");
