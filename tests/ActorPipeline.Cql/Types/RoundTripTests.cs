using System.Collections;
using ActorPipeline.Cql.Types;
using ActorPipeline.Cql.Wire;
using Xunit;

namespace ActorPipeline.Cql.Tests.Types;

public class RoundTripTests
{
    [Fact]
    public void What_is_written_is_read_back_whatever_its_type() => Seeds.Each(random =>
    {
        var values = new RandomValues(random);
        var type = values.Type(3);
        var value = values.Value(type);
        using var rows = ValueTests.RowsOf([("c", type)], [value]);

        Same(type, value, rows[0]["c"].ToObject());
    }, count: 5_000);

    [Fact]
    public void A_type_is_read_as_it_is_described() => Seeds.Each(random =>
    {
        var type = new RandomValues(random).Type(4);
        using var writer = new WireWriter();
        Describe(writer, type);
        var reader = new WireReader(writer.Written);

        Assert.Equal(type.ToString(), CqlTypeReader.Read(ref reader).ToString());
        Assert.Equal(0, reader.Remaining);
    }, count: 2_000);

    private static void Same(CqlType type, object? expected, object? actual)
    {
        if (expected is IEnumerable and not string)
        {
            Assert.Equal(Flat(expected), Flat(actual));
            return;
        }

        Assert.True(Equals(expected, actual), $"{type}: {expected} became {actual}");
    }

    private static IEnumerable<object?> Flat(object? value) => value switch
    {
        string or null => [value],
        KeyValuePair<object?, object?> pair => Flat(pair.Key).Concat(Flat(pair.Value)),
        IDictionary<string, object?> fields => fields.SelectMany(field => Flat(field.Value).Prepend(field.Key)),
        IEnumerable elements => elements.Cast<object?>().SelectMany(Flat).Prepend("[").Append("]"),
        _ => [value],
    };

    private static void Describe(WireWriter writer, CqlType type)
    {
        writer.WriteShort((int)type.Code);
        if (type.Code == CqlTypeCode.Udt)
        {
            writer.WriteString(type.Keyspace);
            writer.WriteString(type.Name);
        }

        if (type.Code is CqlTypeCode.Udt or CqlTypeCode.Tuple)
        {
            writer.WriteShort(type.Elements.Count);
        }

        for (var i = 0; i < type.Elements.Count; i++)
        {
            if (type.Code == CqlTypeCode.Udt)
            {
                writer.WriteString(type.FieldNames[i]);
            }

            Describe(writer, type.Elements[i]);
        }
    }
}
