using ActorPipeline.Cql.Protocol;
using Xunit;

namespace ActorPipeline.Cql.Tests;

public sealed class StatementTextTests
{
    [Theory]
    [InlineData("SELECT * FROM ks.t", true, false)]
    [InlineData("  -- by key\n select v from ks.t", true, false)]
    [InlineData("/* SELECT */ INSERT INTO ks.t (k) VALUES (1)", false, false)]
    [InlineData("INSERT INTO ks.t (k) VALUES (1) IF NOT EXISTS", false, true)]
    [InlineData("update ks.t set v = 1 where k = 2 if v = 3", false, true)]
    [InlineData("BEGIN BATCH INSERT INTO ks.t (k) VALUES (1) IF NOT EXISTS APPLY BATCH", false, true)]
    [InlineData("INSERT INTO ks.t (k, v) VALUES (1, 'what IF')", false, false)]
    [InlineData("INSERT INTO ks.t (k, v) VALUES (1, 'it''s IF')", false, false)]
    [InlineData("INSERT INTO ks.t (k, v) VALUES (1, $$ what IF $$)", false, false)]
    [InlineData("INSERT INTO ks.t (k, \"IF\") VALUES (1, 2)", false, false)]
    [InlineData("INSERT INTO ks.t (k, if_any) VALUES (1, 2) // IF", false, false)]
    [InlineData("CREATE TABLE IF NOT EXISTS ks.t (k int PRIMARY KEY)", false, false)]
    [InlineData("", false, false)]
    public void Reads_and_conditional_writes_are_told_by_their_words(string cql, bool isRead, bool isConditional)
    {
        var text = StatementText.Of(cql);

        Assert.Equal((isRead, isConditional), (text.IsRead, text.IsConditional));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", 9042)]
    [InlineData("db.example.org:19042", "db.example.org", 19_042)]
    [InlineData("[::1]:9043", "::1", 9043)]
    [InlineData("::1", "::1", 9042)]
    [InlineData("[::1]", "::1", 9042)]
    public void A_contact_point_is_a_host_and_a_port(string text, string host, int port)
    {
        Assert.Equal(new CqlEndpoint(host, port), CqlEndpoint.Parse(text));
        Assert.Equal(CqlEndpoint.Parse(text), CqlEndpoint.Parse(CqlEndpoint.Parse(text).ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":9042")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:x")]
    [InlineData("a host:1")]
    public void What_is_no_contact_point_is_refused_with_an_example(string text) =>
        Assert.Contains("expected host:port, such as 127.0.0.1:9042", Assert.Throws<FormatException>(() => CqlEndpoint.Parse(text)).Message, StringComparison.Ordinal);
}
