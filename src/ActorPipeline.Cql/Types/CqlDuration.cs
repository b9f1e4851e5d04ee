namespace ActorPipeline.Cql.Types;

/// <summary>A CQL duration. The three parts are not turned into one another: months and days differ in length. All are of one sign.</summary>
/// <param name="Nanoseconds">Nanoseconds.</param>
public readonly record struct CqlDuration(int Months, int Days, long Nanoseconds)
{
    /// <summary>As CQL reads it, for example <c>1mo2d3ns</c>.</summary>
    public override string ToString()
    {
        var sign = Months < 0 || Days < 0 || Nanoseconds < 0 ? "-" : "";
        return $"{sign}{Math.Abs((long)Months)}mo{Math.Abs((long)Days)}d{(UInt128)Int128.Abs(Nanoseconds)}ns";
    }
}
